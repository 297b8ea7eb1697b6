import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'

/** How a program is run. */
export interface RunOptions {
  cwd?: string
  /** Added to this process's environment. */
  env?: Readonly<Record<string, string>>
  /** File that gets everything the program prints. */
  log?: string
  input?: string
}

/** A program of the set-up failed; the message has the command, its exit code and its last lines. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}

/**
 * Runs a program and returns its standard output.
 * @throws {@link CommandFailed} when it cannot be started or ends with another code than 0.
 */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let tail = ''
    const keep = (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-3000)
      if (options.log) appendFileSync(options.log, chunk)
    }
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      keep(chunk)
    })
    child.stderr.on('data', keep)
    child.stdin.on('error', () => {
      // A program that ends without reading its input is judged by its exit code.
    })
    child.stdin.end(options.input ?? '')
    const shown = [command, ...args].join(' ').slice(0, 300)
    child.on('error', (error) => {
      reject(new CommandFailed(`cannot run ${shown}: ${error.message}`))
    })
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout)
      else
        reject(
          new CommandFailed(
            `${shown} ended with ${code ?? signal}:\n${tail.trimEnd().slice(-1500)}`,
          ),
        )
    })
  })
}
