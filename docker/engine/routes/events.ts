import { Hono } from 'hono'
import type { EngineContext, Env } from '../context.ts'
import type { EngineEvent } from '../events.ts'
import { matches, parseFilters, type Filters } from '../filters.ts'
import { streamed } from '../http.ts'
import { jsonLine, pipe } from '../streams.ts'
import { hasLabel } from './images.ts'

const FILTERS = ['type', 'event', 'container', 'image', 'label']

/** `/events`: what happens from now on, after what happened since `since`; it ends at `until`. */
export function eventRoutes({ events, now }: EngineContext) {
  const app = new Hono<Env>()

  app.get('/events', (c) => {
    const filters = parseFilters(c.req.query('filters'), FILTERS)
    const since = c.req.query('since')
    const until = c.req.query('until')
    const { readable, writer } = pipe()
    const send = (event: EngineEvent) => {
      if (isWanted(event, filters)) void writer.write(jsonLine(event)).catch(() => undefined)
    }
    const end = until ? Number(until) : Infinity
    if (since) {
      for (const event of events.past()) {
        if (event.time >= Number(since) && event.time <= end) send(event)
      }
    }
    const left = end * 1000 - now().getTime()
    if (left <= 0) {
      void writer.close().catch(() => undefined)
    } else {
      const unlisten = events.listen(send)
      const timer = end === Infinity ? undefined : setTimeout(() => void writer.close(), left)
      writer.closed
        .catch(() => undefined)
        .finally(() => {
          unlisten()
          clearTimeout(timer)
        })
    }
    return streamed(readable, 'application/json')
  })
  return app
}

function isWanted({ Type, Action, Actor }: EngineEvent, filters: Filters): boolean {
  const { name, image } = Actor.Attributes
  return (
    matches(filters, 'type', (value) => value === Type) &&
    matches(filters, 'event', (value) => value === Action) &&
    matches(
      filters,
      'container',
      (value) => Type === 'container' && (value === name || Actor.ID.startsWith(value)),
    ) &&
    matches(
      filters,
      'image',
      (value) => value === image || (Type === 'image' && [name, Actor.ID].includes(value)),
    ) &&
    matches(filters, 'label', (value) => hasLabel(Actor.Attributes, value))
  )
}
