import { Hono } from 'hono'
import type { EngineContext, Env } from '../context.ts'
import { invalid } from '../errors.ts'
import { isWanted } from '../event-filter.ts'
import type { EngineEvent } from '../events.ts'
import { parseFilters } from '../filters.ts'
import { marshalJson } from '../go/json-text.ts'
import { parseTimestamp } from '../go/timestamp.ts'
import { streamed } from '../http.ts'
import { pipe } from '../streams.ts'

/** Events that may wait for a slow reader; later ones are lost to it, as with dockerd. */
const WAITING = 1024

/** What a timer can be set to. */
const LONGEST_TIMER = 2 ** 31 - 1

/** `/events`: what happens from now on, after what happened since `since`; it ends at `until`. */
export function eventRoutes({ events, now }: EngineContext) {
  const app = new Hono<Env>()

  app.get('/events', (c) => {
    const { since: sinceText, until: untilText } = c.req.query()
    const since = parseTimestamp(sinceText)
    const until = parseTimestamp(untilText)
    if (until !== undefined && since !== undefined && until < since) {
      throw invalid(`\`since\` time (${sinceText}) cannot be after \`until\` time (${untilText})`)
    }
    const filters = parseFilters(c.req.query('filters'))
    const { readable, send, close, closed } = eventStream()
    if (since !== undefined || until !== undefined) {
      for (const event of events.past()) {
        const time = nanoseconds(event)
        const isBetween = time >= (since ?? 0n) && (until === undefined || time <= until)
        if (isBetween && isWanted(event, filters)) send(event)
      }
    }
    const left = until === undefined ? undefined : Number(until / 1_000_000n) - now().getTime()
    if (left !== undefined && left <= 0) {
      close()
    } else {
      const unlisten = events.listen((event) => {
        if (isWanted(event, filters)) send(event)
      })
      const timer =
        left === undefined ? undefined : setTimeout(close, Math.min(left, LONGEST_TIMER))
      void closed.then(() => {
        unlisten()
        clearTimeout(timer)
      })
    }
    return streamed(readable, 'application/json')
  })
  return app
}

/** An event's time. A JSON number of nanoseconds is not exact, the milliseconds in it are. */
function nanoseconds({ timeNano }: EngineEvent): bigint {
  return BigInt(Math.round(timeNano / 1_000_000)) * 1_000_000n
}

function eventStream() {
  const { readable, writer } = pipe()
  const encoder = new TextEncoder()
  let waiting = 0
  return {
    readable,
    send(event: EngineEvent) {
      if (waiting >= WAITING) return
      waiting++
      void writer
        .write(encoder.encode(`${marshalJson(event)}\n`))
        .catch(() => undefined)
        .finally(() => waiting--)
    },
    close: () => void writer.close().catch(() => undefined),
    /** Resolves when the stream has ended, or its reader has gone. */
    closed: writer.closed.catch(() => undefined),
  }
}
