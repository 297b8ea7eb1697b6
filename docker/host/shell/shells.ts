import { runDocker } from '../../cli/docker.ts'
import type { Transport } from '../../cli/io.ts'
import type { Call, Machine, TerminalSize } from '../../machine/machine.ts'
import type { ScriptOutput } from '../door.ts'
import { callIo } from './call-io.ts'
import { machineFiles } from './machine-files.ts'
import { runScript } from './run-script.ts'
import { openTerminal, type ShellTerminal } from './terminal.ts'

/** Names the shell that a program was started in, so that Stop reaches what it has called. */
const SHELL = 'DOCKER_SHELL'

/** The machine's shells, in which `docker` is this command line. */
export interface Shells {
  /** Runs a script. @returns the exit code of its last command, 130 where `signal` stopped it */
  run(
    machine: Machine,
    script: string,
    output: ScriptOutput,
    options: { signal?: AbortSignal | undefined; folder?: string | undefined },
  ): Promise<number>
  /** Opens a shell on a terminal. */
  open(machine: Machine, options: TerminalSize & { folder?: string | undefined }): ShellTerminal
  /** Does what a program of the machine calls `docker` for. @returns the exit code */
  answer(machine: Machine, call: Call): Promise<number>
}

const ENV: readonly string[] = ['PATH=/bin:/sbin', 'HOME=/root', 'USER=root']

function home(folder: string) {
  return folder === '' ? '/root' : `/root/${folder}`
}

/** @param transport reaches the engine */
export function createShells(transport: Transport): Shells {
  const stops = new Map<string, AbortController>()
  let count = 0

  return {
    async run(machine, script, output, { signal, folder = '' }) {
      const id = String((count += 1))
      const stop = new AbortController()
      stops.set(id, stop)
      try {
        return await runScript(machine, {
          script,
          output,
          ...(signal ? { signal } : {}),
          folder: home(folder),
          env: [...ENV, `${SHELL}=${id}`],
          stopCalls: () => stop.abort(),
        })
      } finally {
        stops.delete(id)
      }
    },
    open: (machine, { folder = '', ...size }) =>
      openTerminal(machine, { ...size, folder: home(folder), env: ENV }),
    answer(machine, call) {
      const stop = stops.get(call.env[SHELL] ?? '')?.signal ?? new AbortController().signal
      return runDocker(
        call.argv,
        callIo(call, { transport, files: machineFiles(machine, call.cwd), stop }),
      )
    },
  }
}
