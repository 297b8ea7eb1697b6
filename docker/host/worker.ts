/** The web worker: a session, reached over messages. */

import { machineFilesOverHttp } from '../machine/files.browser.ts'
import { startMachine } from '../machine/start.ts'
import { dialFunctions } from './dial.ts'
import { DockerUnavailable, type ScriptOutput } from './door.ts'
import {
  connect,
  transferable,
  type PageFunctions,
  type RunOutcome,
  type WorkerFunctions,
} from './rpc.ts'
import { createSession, type Session } from './session.ts'
import type { ShellTerminal } from './shell/terminal.ts'

const stops = new Map<number, AbortController>()
const terminals = new Map<
  number,
  { terminal: ShellTerminal; keys: WritableStreamDefaultWriter<Uint8Array> }
>()
let session: Session | undefined
let endTrace: (() => void) | undefined

const page = connect<PageFunctions, WorkerFunctions>(self, {
  open(baseUrl) {
    session = createSession({
      baseUrl,
      startMachine: (onProgress) =>
        startMachine({ files: machineFilesOverHttp(baseUrl), onProgress }),
      onState: (state) => void page.state.asEvent(state),
      onEvent: (event) => void page.event.asEvent(event),
    })
  },
  async run(id, script, folder) {
    const stop = new AbortController()
    stops.set(id, stop)
    const output: ScriptOutput = {
      stdout: (bytes) => page.output(id, 'stdout', transferable(bytes)),
      stderr: (bytes) => page.output(id, 'stderr', transferable(bytes)),
      command: (text) => page.command(id, text),
      progress: (progress) => void page.progress.asEvent(id, progress),
    }
    try {
      return await outcomeOf(() => opened().run(script, output, { signal: stop.signal, folder }))
    } finally {
      stops.delete(id)
    }
  },
  async openTerminal(id, options) {
    try {
      return await outcomeOf(async () => {
        const terminal = await opened().terminal(options, {
          progress: (progress) => void page.progress.asEvent(id, progress),
        })
        const keys = terminal.input.getWriter()
        terminals.set(id, { terminal, keys })
        const print = (bytes: Uint8Array) => page.print(id, transferable(bytes))
        await terminal.output.pipeTo(new WritableStream({ write: print }))
        return await terminal.done
      })
    } finally {
      terminals.delete(id)
    }
  },
  type: async (id, bytes) => terminals.get(id)?.keys.write(bytes),
  resizeTerminal: (id, size) => terminals.get(id)?.terminal.resize(size),
  closeTerminal: (id) => terminals.get(id)?.terminal.close(),
  complete: (line) => opened().complete(line),
  stop(id) {
    stops.get(id)?.abort()
  },
  ...dialFunctions((hostPort) => {
    if (!session) throw new Error('the session was not opened')
    return session.engine.connect(hostPort)
  }),
  trace(wanted) {
    endTrace?.()
    endTrace = wanted
      ? session?.engine.onTrace((event) => void page.trace.asEvent(event))
      : undefined
  },
})

function opened(): Session {
  if (!session) throw new Error('the session was not opened')
  return session
}

/** What becomes of something that ends with an exit code, or cannot be done. */
async function outcomeOf(work: () => Promise<number>): Promise<RunOutcome> {
  try {
    return { exitCode: await work() }
  } catch (error) {
    if (error instanceof DockerUnavailable)
      return { unavailable: { message: error.message, remedy: error.remedy } }
    const reason = error instanceof Error ? error.message : String(error)
    return { unavailable: { message: `Docker failed in this tab: ${reason}.`, remedy: 'restart' } }
  }
}
