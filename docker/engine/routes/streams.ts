import { Hono, type Context } from 'hono'
import type { EngineContext, Env } from '../context.ts'
import type { Container } from '../containers/container.ts'
import type { LogEntry } from '../containers/log.ts'
import { conflict, invalid } from '../errors.ts'
import { flag, integer, RAW_STREAM, streamed, terminalSize } from '../http.ts'
import { frame } from '../stdcopy.ts'
import { pipe } from '../streams.ts'

/** The routes of `/containers/…` that carry a container's streams: attach, logs, resize. */
export function streamRoutes({ containers, lifecycle }: EngineContext) {
  const app = new Hono<Env>()
  const named = (c: Context) => containers.get(c.req.param('name') ?? '')

  // Over HTTP, Docker takes the connection over for this. In one process the request's body is the input and
  // the response's body the output; who serves HTTP answers 101 and joins the two to the connection.
  app.post('/containers/:name/attach', (c) => {
    const container = named(c)
    const body = container.output.attach({
      stdout: flag(c, 'stdout'),
      stderr: flag(c, 'stderr'),
      logs: flag(c, 'logs'),
      stream: flag(c, 'stream'),
    })
    const input = c.env.stdin ?? c.req.raw.body
    if (input && flag(c, 'stdin') && flag(c, 'stream') && container.config.openStdin) {
      void container.input.feed(input).catch(() => undefined)
    }
    lifecycle.emit(container, 'attach')
    return streamed(body, RAW_STREAM)
  })

  app.post('/containers/:name/resize', (c) => {
    const size = terminalSize(c)
    const container = named(c)
    if (!container.task) throw conflict(`Container ${container.id} is not running`)
    container.task.resize(size)
    lifecycle.emit(container, 'resize', { height: String(size.rows), width: String(size.cols) })
    return c.body(null, 200)
  })

  app.get('/containers/:name/logs', (c) => {
    const container = named(c)
    const options = logOptions(c)
    if (!options.stdout && !options.stderr) throw invalid('You must choose at least one stream')
    return streamed(readLogs(container, options), RAW_STREAM)
  })
  return app
}

interface LogOptions {
  stdout: boolean
  stderr: boolean
  follow: boolean
  timestamps: boolean
  /** Milliseconds since 1970. */
  since: number
  until: number
  /** Lines from the end; all where undefined. */
  tail: number | undefined
}

function logOptions(c: Context): LogOptions {
  const until = Number(c.req.query('until') || 0) * 1000
  const tail = integer(c, 'tail')
  return {
    stdout: flag(c, 'stdout'),
    stderr: flag(c, 'stderr'),
    follow: flag(c, 'follow'),
    timestamps: flag(c, 'timestamps'),
    since: Number(c.req.query('since') || 0) * 1000,
    until: until > 0 ? until : Infinity,
    tail: tail === undefined || tail < 0 ? undefined : tail,
  }
}

function readLogs(container: Container, options: LogOptions): ReadableStream<Uint8Array> {
  const { log, config } = container
  const wanted = ({ stream, time }: LogEntry) =>
    options[stream] && time.getTime() >= options.since && time.getTime() <= options.until
  const encode = ({ stream, time, bytes }: LogEntry) => {
    const stamp = options.timestamps ? `${time.toISOString()} ` : ''
    const line = concat(new TextEncoder().encode(stamp), bytes)
    return config.tty ? line : frame(stream, line)
  }
  const past = log.entries().filter(wanted)
  const { readable, writer } = pipe()
  const send = (entry: LogEntry) => void writer.write(encode(entry)).catch(() => undefined)
  const close = () => void writer.close().catch(() => undefined)
  for (const entry of options.tail === undefined
    ? past
    : past.slice(-options.tail || past.length)) {
    send(entry)
  }
  if (!options.follow || !container.running) {
    close()
    return readable
  }
  const unlisten = log.listen((entry) => {
    if (wanted(entry)) send(entry)
  })
  writer.closed.catch(() => undefined).finally(unlisten)
  void container.exit.promise.then(close)
  return readable
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}
