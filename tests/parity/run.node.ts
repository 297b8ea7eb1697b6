import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { splitWords } from '../words.ts'
import type { Client } from './clients.node.ts'
import { stepOf, type CommandList, type Step } from './list.ts'
import { openEngine, type OpenServer } from './servers.node.ts'

/** What a command did. */
export interface Result {
  stdout: string
  stderr: string
  /** Exit code; 128 and the signal's number where one ended it, as a shell shows it. */
  code: number
}

/** Milliseconds after which a command is ended, and its list fails: it hangs, with whichever client. */
const LIMIT = 60_000

/** Runs a list with a client, on an engine that has nothing yet. */
export async function runList(
  client: Client,
  list: CommandList,
  open: OpenServer = openEngine,
): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'parity-'))
  try {
    const work = join(folder, 'work')
    await mkdir(work)
    for (const [name, content] of Object.entries(list.files ?? {})) {
      await mkdir(dirname(join(work, name)), { recursive: true })
      await writeFile(join(work, name), content)
    }
    const server = await open(folder)
    try {
      const bin = await writeShim(folder, client)
      const results = await runSteps(client, list, work, {
        PATH: `${bin}:${process.env['PATH']}`,
        // There is no such folder: nobody's configuration has a say, and help names the same one for all.
        HOME: '/home/parity',
        DOCKER_HOST: server.host,
        // Newer clients build with BuildKit otherwise, which asks for more than the engine's API.
        DOCKER_BUILDKIT: '0',
        TERM: 'xterm',
        TZ: 'UTC',
      })
      return results.map(({ stdout, stderr, code }) => ({
        stdout: stdout.replaceAll(folder, '<folder>'),
        stderr: stderr.replaceAll(folder, '<folder>'),
        code,
      }))
    } finally {
      await server.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The client under the name `docker`, for steps that are the shell's. */
async function writeShim(folder: string, client: Client): Promise<string> {
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'docker'), `#!/bin/sh\nexec ${quoted(client.command)} "$@"\n`, {
    mode: 0o755,
  })
  return bin
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')
}

async function runSteps(
  client: Client,
  list: CommandList,
  cwd: string,
  env: Record<string, string | undefined>,
): Promise<Result[]> {
  const kept = new Map<string, string>()
  const results: Promise<Result>[] = []
  for (const step of list.steps.map(stepOf)) {
    if (step.after === 'background') await Promise.all(results)
    const [program = '', ...args] = wordsOf(client, step, kept)
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const { printed, ended } = follow(child, waitedFor(step))
    results.push(ended)
    child.stdin.on('error', () => undefined)
    const input = 'docker' in step ? step.stdinAfter : undefined
    if (input === undefined) child.stdin.end(step.stdin ?? '')
    else void printed.then(() => child.stdin.end(step.stdin ?? ''))
    if ('docker' in step && step.signal) {
      const { signal } = step
      void printed.then(() => child.kill(signal))
    }
    if ('docker' in step && step.background !== undefined) {
      await printed
    } else {
      const { stdout } = await ended
      if (step.as !== undefined) kept.set(step.as, stdout.trimEnd())
    }
  }
  return Promise.all(results)
}

/** The text that a step has to print before something else happens. */
function waitedFor(step: Step): string | undefined {
  return 'docker' in step ? (step.background ?? step.stdinAfter) : undefined
}

/** The program and its arguments. */
function wordsOf(client: Client, step: Step, kept: ReadonlyMap<string, string>): string[] {
  const insert = (text: string) =>
    text.replace(
      /%(\w+?)(?::(\d+))?%/g,
      (all, name: string, length?: string) =>
        kept.get(name)?.slice(0, length === undefined ? undefined : Number(length)) ?? all,
    )
  if ('shell' in step) return ['sh', '-c', insert(step.shell)]
  const words = [...client.command, ...splitWords(insert(step.docker))]
  if (!step.tty) return words
  return ['script', '-qefc', `stty rows 24 cols 80; exec ${quoted(words)}`, '/dev/null']
}

function follow(child: ChildProcess, text: string | undefined) {
  const output = { stdout: '', stderr: '' }
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  let onPrinted: () => void = () => undefined
  const printed = new Promise<void>((resolve) => (onPrinted = resolve))
  const look = () => {
    if (text === undefined || text === '' || (output.stdout + output.stderr).includes(text))
      onPrinted()
  }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Uint8Array) => {
      output[name] += decoders[name].decode(chunk, { stream: true })
      look()
    })
  }
  child.once('spawn', look)
  let late = false
  const limit = setTimeout(() => {
    late = true
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, LIMIT)
  const ended = new Promise<Result>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(limit)
      onPrinted()
      if (late) {
        const said = JSON.stringify(output)
        reject(new Error(`${child.spawnargs.join(' ')} runs after ${LIMIT / 1000} s: ${said}`))
        return
      }
      resolve({ ...output, code: code ?? 128 + (signal ? constants.signals[signal] : 0) })
    })
  })
  // Whoever awaits all steps is told; until then nobody may be listening.
  ended.catch(() => undefined)
  return { printed, ended }
}
