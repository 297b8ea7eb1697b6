import { Hono, type Context } from 'hono'
import type { EngineContext, Env } from '../context.ts'
import { mergeConfig } from '../containers/config.ts'
import { Container } from '../containers/container.ts'
import { containerInspect, containerSummary } from '../containers/json.ts'
import { WAIT_CONDITIONS, waitFor } from '../containers/lifecycle.ts'
import { parseCreateRequest } from '../containers/schema.ts'
import { conflict, EngineError, invalid, notImplemented } from '../errors.ts'
import { matches, parseFilters, type Filters } from '../filters.ts'
import { flag, integer, streamed } from '../http.ts'
import { randomId, shortId } from '../ids.ts'
import { parseSignal, SIGKILL, SIGTERM } from '../signals.ts'
import { jsonLine } from '../streams.ts'
import { hasLabel } from './images.ts'

const FILTERS = ['ancestor', 'exited', 'id', 'label', 'name', 'status']

/** Seconds between the stop signal and SIGKILL where nobody says otherwise. */
const STOP_TIMEOUT = 10

/** `/containers/…` but for the routes that carry streams of output. */
export function containerRoutes(context: EngineContext) {
  const { containers, images, lifecycle, now, randomBytes } = context
  const app = new Hono<Env>()
  const named = (c: Context) => containers.get(c.req.param('name') ?? '')

  app.get('/containers/json', (c) => {
    refuseSize(c)
    const filters = parseFilters(c.req.query('filters'), FILTERS)
    const limit = integer(c, 'limit') ?? 0
    const all = flag(c, 'all') || limit > 0 || filters.has('status') || filters.has('exited')
    const found = containers
      .all()
      .filter((container) => (all || container.running) && isWanted(container, filters))
      .slice(0, limit > 0 ? limit : undefined)
    return c.json(found.map((container) => containerSummary(container, now())))
  })

  app.post('/containers/create', async (c) => {
    const request = parseCreateRequest(await jsonBody(c))
    const image = images.get(request.Image)
    const id = randomId(randomBytes)
    const name = containers.nameFor(c.req.query('name'))
    const container = new Container({
      id,
      name,
      created: now(),
      image,
      config: mergeConfig(request, image, shortId(id)),
      autoRemove: request.HostConfig?.AutoRemove ?? false,
      now,
    })
    containers.add(container)
    lifecycle.emit(container, 'create')
    return c.json({ Id: id, Warnings: [] }, 201)
  })

  app.get('/containers/:name/json', (c) => {
    refuseSize(c)
    return c.json(containerInspect(named(c)))
  })

  app.post('/containers/:name/start', async (c) => {
    const container = named(c)
    if (container.running) return c.body(null, 304)
    await lifecycle.start(container)
    return c.body(null, 204)
  })

  app.post('/containers/:name/stop', async (c) => {
    const container = named(c)
    const asked = c.req.query('signal') || container.config.stopSignal
    const signal = asked === undefined ? SIGTERM : parseSignal(asked)
    if (!container.running) return c.body(null, 304)
    const seconds = integer(c, 't') ?? container.config.stopTimeout ?? STOP_TIMEOUT
    await lifecycle.stop(container, signal, seconds)
    return c.body(null, 204)
  })

  app.post('/containers/:name/kill', async (c) => {
    const container = named(c)
    const asked = c.req.query('signal')
    const signal = asked ? parseSignal(asked) : SIGKILL
    try {
      await (signal === SIGKILL ? lifecycle.kill(container) : lifecycle.signal(container, signal))
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw conflict(`cannot kill container: ${c.req.param('name')}: ${error.message}`)
    }
    return c.body(null, 204)
  })

  app.post('/containers/:name/wait', (c) => {
    const container = named(c)
    const asked = c.req.query('condition') || 'not-running'
    const condition = WAIT_CONDITIONS.find((known) => known === asked)
    if (!condition) throw invalid(`invalid condition: "${asked}"`)
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        const { exitCode, error } = await waitFor(container, condition)
        controller.enqueue(
          jsonLine({ StatusCode: exitCode, ...(error ? { Error: { Message: error } } : {}) }),
        )
        controller.close()
      },
    })
    return streamed(body, 'application/json')
  })

  app.delete('/containers/:name', async (c) => {
    if (flag(c, 'link')) throw notImplemented('links are not supported by this engine')
    await lifecycle.remove(named(c), flag(c, 'force'))
    return c.body(null, 204)
  })
  return app
}

function isWanted({ id, name, status, image, config, lastExit }: Container, filters: Filters) {
  return (
    matches(filters, 'id', (value) => id.startsWith(value)) &&
    matches(filters, 'name', (value) => `/${name}`.includes(value)) &&
    matches(filters, 'status', (value) => status === value) &&
    matches(filters, 'label', (value) => hasLabel(config.labels, value)) &&
    matches(
      filters,
      'exited',
      (value) => status === 'exited' && lastExit.exitCode === Number(value),
    ) &&
    matches(
      filters,
      'ancestor',
      (value) =>
        config.image === value ||
        config.image === `${value}:latest` ||
        `${config.image}:latest` === value ||
        image.id.startsWith(value) ||
        shortId(image.id).startsWith(value),
    )
  )
}

function refuseSize(c: Context) {
  if (flag(c, 'size')) throw notImplemented('sizes of containers are not measured by this engine')
}

async function jsonBody(c: Context): Promise<unknown> {
  try {
    return await c.req.json()
  } catch {
    throw invalid('invalid JSON: the body of the request is not JSON')
  }
}
