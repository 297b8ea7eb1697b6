import { runDocker } from './docker.ts'
import { EXIT_INTERRUPTED, type DockerIo } from './io.ts'
import { ShellSyntaxError, splitCommands, splitWords } from './shell.ts'

/** Exit codes of a shell: it does not understand the line; there is no such command. */
const EXIT = { syntax: 2, notFound: 127 } as const

/**
 * Runs a script of docker commands, one a line, and goes on after one that fails, as a shell does. Quotes, comments,
 * prompts (`$ `) and lines joined by a backslash are a shell's; everything else of a shell is refused.
 * @param onCommand told of each command before it runs, where the script has several: whose output it is that follows
 * @returns the exit code of the last command, 130 where `io.signal` stopped the script
 */
export async function runScript(
  script: string,
  io: DockerIo,
  onCommand?: (text: string) => void | Promise<void>,
): Promise<number> {
  let exitCode = 0
  const commands = splitCommands(script)
  for (const { line, text } of commands) {
    if (commands.length > 1) await onCommand?.(text)
    exitCode = await runLine(line, text, io)
    if (io.signal?.aborted) return EXIT_INTERRUPTED
  }
  return exitCode
}

async function runLine(line: number, text: string, io: DockerIo): Promise<number> {
  const complain = (message: string) =>
    io.stderr(new TextEncoder().encode(`sh: ${line}: ${message}\n`))
  let words: string[]
  try {
    words = splitWords(text)
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error
    await complain(error.message)
    return EXIT.syntax
  }
  const [name, ...argv] = words
  if (name === undefined) return 0
  if (name !== 'docker') {
    await complain(`${name}: not found`)
    return EXIT.notFound
  }
  return await runDocker(argv, io)
}
