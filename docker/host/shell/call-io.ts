import type { LocalFiles } from '../../cli/files.ts'
import { CommandGone, type DockerIo, type Transport } from '../../cli/io.ts'
import { SIGNALS } from '../../engine/signals.ts'
import type { Call } from '../../machine/machine.ts'

/** What a call's command works with besides the call itself. */
export interface CallSurroundings {
  transport: Transport
  files: LocalFiles
  /** Aborted by whoever stops the shell that the call was made in. */
  stop: AbortSignal
}

/** The command line's input and output, of a `docker` in the machine. */
export function callIo(call: Call, { transport, files, stop }: CallSurroundings): DockerIo {
  const { stdin, stdout, stderr } = call.terminals
  const listeners = new Set<(name: string) => void>()
  const gone = new AbortController()
  const vanish = () => gone.abort(new CommandGone('its program has ended'))
  call.gone.addEventListener('abort', vanish)
  const hear = (signal: number) => {
    for (const listener of listeners) listener(nameOf(signal))
  }
  return {
    transport,
    files,
    env: call.env,
    stdin: call.stdin,
    stdout: (bytes) => call.stdout(bytes),
    stderr: (bytes) => call.stderr(bytes),
    isTty: stdin,
    stdoutIsTty: stdout,
    stderrIsTty: stderr,
    size: () => (stdout ? { rows: call.size.rows, columns: call.size.cols } : undefined),
    onResize: (listener) => call.onResize(listener),
    rawMode: (on) => call.setRaw(on),
    signal: AbortSignal.any([gone.signal, stop]),
    onSignal(listener) {
      listeners.add(listener)
      if (listeners.size === 1) call.takeSignals(hear)
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) call.takeSignals(undefined)
      }
    },
  }
}

function nameOf(signal: number): string {
  const [name = ''] = [...SIGNALS].find(([, number]) => number === signal) ?? []
  return `SIG${name}`
}
