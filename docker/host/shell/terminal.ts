import type { Machine, Step, TerminalSize } from '../../machine/machine.ts'
import type { ShellPlace } from './run-script.ts'

/** A shell on a terminal of the machine. */
export interface ShellTerminal {
  /** What it prints; what is not read is held back in the machine. */
  readonly output: ReadableStream<Uint8Array>
  /** Keys as they are typed, or pasted; waits for room. Ends with the shell's input when closed. */
  readonly input: WritableStream<Uint8Array>
  resize(size: TerminalSize): void
  /** Hangs it up, as a closed window does. */
  close(): void
  /** Exit code of the shell. Rejects with `MachineStopped` where the machine is gone. */
  readonly done: Promise<number>
}

const SIGHUP = 1

/** Opens a terminal with a shell. */
export function openTerminal(
  machine: Machine,
  { folder, env, rows, cols }: ShellPlace & TerminalSize,
): ShellTerminal {
  const steps: Step[] = [
    { op: 'mkdir', path: folder },
    {
      op: 'spawn',
      argv: ['/bin/sh'],
      cwd: folder,
      env: [...env, 'TERM=xterm-256color', 'PS1=\\h:\\w\\$ '],
      tty: { rows, cols },
    },
  ]
  const task = machine.submit(steps)
  void task.stderr.cancel()
  const done = task.done.then(({ exitCode }) => exitCode ?? 1)
  // Whoever does not wait for the end must not meet the machine's as an unhandled one.
  done.catch(() => undefined)
  return {
    output: task.stdout,
    input: task.stdin,
    resize: (size) => task.resize(size),
    close: () => task.signalGroup(SIGHUP),
    done,
  }
}
