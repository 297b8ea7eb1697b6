import type { Machine, Step } from '../../machine/machine.ts'
import type { ScriptOutput } from '../door.ts'
import { scriptUnits } from './script-units.ts'
import { createTranscript } from './transcript.ts'

/** What a shell is started with. */
export interface ShellPlace {
  /** Absolute path of the machine; made where it is missing. */
  folder: string
  env: readonly string[]
}

/** A script, how it is stopped, and what it is told of. */
export interface ScriptRun extends ShellPlace {
  script: string
  output: ScriptOutput
  /** Aborting interrupts the script, as Ctrl+C does. */
  signal?: AbortSignal
  /** Stops what the docker commands of this shell do; called where an interrupt has not ended it. */
  stopCalls: () => void
}

const SIGINT = 2
const SIGKILL = 9
/** Milliseconds that a script and its containers get to end by themselves after they were interrupted. */
const PATIENCE = 1000
/** More commands than that are not shown one by one: the shell waits for each to be told of. */
const SHOWN = 200

/**
 * Runs a script in the machine's shell. Commands are told of where there are several, each when the shell has read it.
 * @returns the exit code of the last command, 130 where the script was stopped
 */
export async function runScript(machine: Machine, run: ScriptRun): Promise<number> {
  const { script, folder, env, output, signal, stopCalls } = run
  const units = shownUnits(script)
  const isShown = units.filter(({ text }) => text !== '').length > 1
  const transcript = createTranscript(output)
  const pieces = units.map(({ source }, index) =>
    new TextEncoder().encode(index === 0 ? `cd ${quoted(folder)} || exit; ${source}` : source),
  )
  let begun = 0
  let read = 0
  let wake: (() => void) | undefined
  const steps: Step[] = [
    { op: 'mkdir', path: folder },
    { op: 'spawn', argv: ['/bin/sh', 'sh'], cwd: '/run/shell', env, script: true },
  ]
  let end = 0
  const ends = pieces.map(({ length }) => (end += length))
  const task = machine.submit(steps, {
    onWritten: transcript.came,
    onInput(taken) {
      read = taken
      for (; begun < units.length && taken >= (ends[begun] ?? 0); begun += 1) {
        const text = units[begun]?.text ?? ''
        if (isShown && text !== '') transcript.command(text)
      }
      wake?.()
    },
  })
  const feed = async () => {
    const writer = task.stdin.getWriter()
    let ended = false
    void task.done.catch(() => undefined).then(() => ((ended = true), wake?.()))
    for (const [index, piece] of pieces.entries()) {
      // One after the other: what waits together is read together.
      while (!ended && read < (ends[index - 1] ?? 0))
        await new Promise<void>((resolve) => (wake = resolve))
      if (ended) return
      await writer.write(piece)
    }
    await writer.close()
  }
  const stop = stopper(
    () => task.signalGroup(SIGINT),
    stopCalls,
    () => task.signalGroup(SIGKILL),
  )
  signal?.addEventListener('abort', stop.begin)
  if (signal?.aborted) stop.begin()
  try {
    void feed().catch(() => undefined)
    const [{ exitCode, failure }] = await Promise.all([
      task.done,
      transcript.copy('stdout', task.stdout),
      transcript.copy('stderr', task.stderr),
    ])
    if (failure) throw new Error(`the shell could not be started: ${failure.message}`)
    return signal?.aborted ? 128 + SIGINT : (exitCode ?? 0)
  } finally {
    signal?.removeEventListener('abort', stop.begin)
    stop.end()
  }
}

/** The units of a script, the last of which has all that is not shown one by one. */
function shownUnits(script: string) {
  const units = scriptUnits(script)
  if (units.length <= SHOWN) return units
  const rest = units.slice(SHOWN).map(({ source }) => source)
  return [...units.slice(0, SHOWN), { source: rest.join(''), text: '' }]
}

/** Three ways to end something, each when the one before has not done it. */
function stopper(...ways: (() => void)[]) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const next = (index: number) => {
    ways[index]?.()
    if (index + 1 < ways.length) timer = setTimeout(() => next(index + 1), PATIENCE * (index + 1))
  }
  return { begin: () => next(0), end: () => clearTimeout(timer) }
}

/** A word of a shell that stands for the text. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
