/** The web worker: a session, reached over messages. */

import { machineFilesOverHttp } from '../machine/files.browser.ts'
import { startMachine } from '../machine/start.ts'
import { dialFunctions } from './dial.ts'
import { DockerUnavailable } from './door.ts'
import { connect, transferable, type PageFunctions, type WorkerFunctions } from './rpc.ts'
import { createSession, type Session } from './session.ts'

const stops = new Map<number, AbortController>()
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
  async run(id, script) {
    const stop = new AbortController()
    stops.set(id, stop)
    try {
      if (!session) throw new Error('the session was not opened')
      const exitCode = await session.run(
        script,
        {
          stdout: (bytes) => page.output(id, 'stdout', transferable(bytes)),
          stderr: (bytes) => page.output(id, 'stderr', transferable(bytes)),
          command: (text) => page.command(id, text),
          progress: (progress) => void page.progress.asEvent(id, progress),
        },
        stop.signal,
      )
      return { exitCode }
    } catch (error) {
      if (error instanceof DockerUnavailable)
        return { unavailable: { message: error.message, remedy: error.remedy } }
      const reason = error instanceof Error ? error.message : String(error)
      return {
        unavailable: { message: `Docker failed in this tab: ${reason}.`, remedy: 'restart' },
      }
    } finally {
      stops.delete(id)
    }
  },
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
