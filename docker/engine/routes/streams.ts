import { Hono, type Context } from 'hono'
import type { Container } from '../containers/container.ts'
import { logStream, type LogOptions } from '../containers/log-stream.ts'
import type { EngineContext, Env } from '../context.ts'
import { escapable, parseDetachKeys } from '../detach.ts'
import { conflict, EngineError, invalid, messageOf } from '../errors.ts'
import { parseTimestamp } from '../go/timestamp.ts'
import { flag, integer, RAW_STREAM, streamed, terminalSize } from '../http.ts'

/** The routes of `/containers/…` that carry a container's streams: attach, logs, resize. */
export function streamRoutes({ containers, lifecycle }: EngineContext) {
  const app = new Hono<Env>()
  const named = (c: Context) => containers.get(c.req.param('name') ?? '')

  // Over HTTP, Docker takes the connection over for this. In one process the request's body is the input and
  // the response's body the output; who serves HTTP answers 101 and joins the two to the connection.
  app.post('/containers/:name{.+}/attach', (c) => {
    const asked = c.req.query('detachKeys') ?? ''
    const keys = asked === '' ? new Uint8Array(0) : parseDetachKeys(asked)
    try {
      if (!keys) throw invalid(`Invalid detach keys (${asked}) provided`)
      const container = named(c)
      checkAttachable(container, c.req.param('name'))
      const { body, leave } = container.output.attach({
        stdout: flag(c, 'stdout'),
        stderr: flag(c, 'stderr'),
        logs: flag(c, 'logs'),
        stream: flag(c, 'stream'),
      })
      lifecycle.emit(container, 'attach')
      const input = c.env.stdin ?? c.req.raw.body
      if (input && flag(c, 'stdin') && flag(c, 'stream') && container.config.openStdin) {
        void feed(container, input, keys).then((detached) => {
          if (detached) lifecycle.emit(container, 'detach')
          // As with dockerd, a client whose input ends is done, unless its end is the program's to see.
          if (!container.input.once) leave()
        })
      }
      return streamed(body, RAW_STREAM)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      // The connection is taken over by then, so the error is text.
      return c.body(`${messageOf(error)}\r\n`, error.status, { 'Content-Type': RAW_STREAM })
    }
  })

  app.post('/containers/:name{.+}/resize', (c) => {
    const size = terminalSize(c)
    const container = named(c)
    if (!container.task) throw conflict(`Container ${container.id} is not running`)
    container.task.resize(size)
    lifecycle.emit(container, 'resize', { height: String(size.rows), width: String(size.cols) })
    return c.body(null, 200)
  })

  app.get('/containers/:name{.+}/logs', (c) => {
    const streams = { stdout: flag(c, 'stdout'), stderr: flag(c, 'stderr') }
    if (!streams.stdout && !streams.stderr) {
      throw invalid('Bad parameters: you must choose at least one stream')
    }
    const container = named(c)
    if (container.status === 'removing') {
      throw conflict('can not get logs from container which is dead or marked for removal')
    }
    return streamed(logStream(container, { ...streams, ...logOptions(c) }), RAW_STREAM)
  })
  return app
}

/** @throws EngineError 409 in dockerd's words */
function checkAttachable(container: Container, name: string) {
  const status: string = container.status
  if (status === 'paused') {
    throw conflict(`container ${name} is paused, unpause the container before attach`)
  }
  if (status === 'restarting') {
    throw conflict(`container ${name} is restarting, wait until the container is running`)
  }
}

/** Passes a client's input on to its end; resolves with whether the detach keys were it. */
async function feed(
  { input, config }: Container,
  source: ReadableStream<Uint8Array>,
  keys: Uint8Array,
): Promise<boolean> {
  if (!config.tty) {
    await input.feed(source).catch(() => undefined)
    return false
  }
  const escape = escapable(source, keys)
  await input.feed(escape.input).catch(() => undefined)
  return escape.detached
}

function logOptions(c: Context): Omit<LogOptions, 'stdout' | 'stderr'> {
  const tail = integer(c, 'tail')
  const until = c.req.query('until')
  return {
    follow: flag(c, 'follow'),
    timestamps: flag(c, 'timestamps'),
    details: flag(c, 'details'),
    since: parseTimestamp(c.req.query('since')),
    until: until === '0' ? undefined : parseTimestamp(until),
    tail: tail === undefined || tail < 0 ? undefined : tail,
  }
}
