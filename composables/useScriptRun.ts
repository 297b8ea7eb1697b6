import { useNav } from '@slidev/client'
import { shallowRef, type ShallowRef } from 'vue'
import {
  DockerUnavailable,
  type LoadProgress,
  type OutputStream,
  type Remedy,
} from '../docker/host/index.ts'
import { nextFrame } from './snippet/nextFrame.ts'
import { OutputLog, type OutputView } from './snippet/outputLog.ts'
import { useDocker } from './useDocker.ts'

/** Where a run is in its life. */
export type RunStatus =
  | { status: 'idle' }
  | { status: 'running'; stopping: boolean }
  | { status: 'exited'; exitCode: number; stopped: boolean }
  | { status: 'unavailable'; message: string; remedy: Remedy }

/** One place where scripts are run, one at a time, with what the last one wrote. */
export interface ScriptRun {
  status: Readonly<ShallowRef<RunStatus>>
  output: Readonly<ShallowRef<OutputView>>
  /** What is being loaded right now; undefined while nothing is. */
  loading: Readonly<ShallowRef<LoadProgress | undefined>>
  /** Runs a script; a call while one is running does nothing. Never rejects: failures are a status. */
  run(script: string): Promise<void>
  /** Stops the script that is running, as Ctrl+C does. */
  stop(): void
  /** Forgets the output; a running script is stopped first. */
  clear(): void
}

/** With more new lines than this at once the output is a flood, and nobody can read it anyway. */
const FLOOD = 200
/** How long a flood waits to be shown, in milliseconds, so that the slides stay quick to the touch. */
const FLOOD_PAUSE = 200

const EMPTY: OutputView = { lines: [], dropped: 0 }

/** Runs scripts in the tab's Docker and collects their output, no faster than it can be shown. */
export function useScriptRun(): ScriptRun {
  const { docker } = useDocker()
  const { currentSlideNo } = useNav()
  const status = shallowRef<RunStatus>({ status: 'idle' })
  const output = shallowRef<OutputView>(EMPTY)
  const loading = shallowRef<LoadProgress>()
  let controller: AbortController | undefined

  async function run(script: string): Promise<void> {
    if (controller) return
    const mine = new AbortController()
    controller = mine
    const log = new OutputLog()
    let flushing: Promise<void> | undefined
    let shown = 0
    output.value = EMPTY
    loading.value = undefined
    status.value = { status: 'running', stopping: false }

    const flush = async () => {
      await nextFrame()
      if (log.written - shown > FLOOD) await pause(FLOOD_PAUSE)
      flushing = undefined
      shown = log.written
      if (controller === mine) output.value = log.view()
    }
    const writer = (stream: OutputStream) => {
      const decoder = new TextDecoder()
      return (bytes: Uint8Array) => {
        loading.value = undefined
        log.write(stream, decoder.decode(bytes, { stream: true }))
        flushing ??= flush()
        // What is left after Stop need not be readable, only gone.
        return mine.signal.aborted ? undefined : flushing
      }
    }

    let result: RunStatus
    try {
      const exitCode = await docker.run(
        script,
        {
          stdout: writer('stdout'),
          stderr: writer('stderr'),
          command(text) {
            log.command(text)
            flushing ??= flush()
          },
          progress(progress) {
            if (controller === mine) loading.value = progress
          },
        },
        // What is on one slide shares its files.
        { signal: mine.signal, folder: `slide-${currentSlideNo.value}` },
      )
      result = { status: 'exited', exitCode, stopped: mine.signal.aborted }
    } catch (error) {
      result =
        error instanceof DockerUnavailable
          ? { status: 'unavailable', message: error.message, remedy: error.remedy }
          : { status: 'unavailable', message: String(error), remedy: 'restart' }
    }
    if (controller !== mine) return
    controller = undefined
    output.value = log.view()
    loading.value = undefined
    status.value = result
  }

  function stop(): void {
    if (!controller || controller.signal.aborted) return
    status.value = { status: 'running', stopping: true }
    controller.abort()
  }

  function clear(): void {
    controller?.abort()
    controller = undefined
    output.value = EMPTY
    loading.value = undefined
    status.value = { status: 'idle' }
  }

  return { status, output, loading, run, stop, clear }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
