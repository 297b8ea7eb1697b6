import { Hono } from 'hono'
import * as v from 'valibot'
import type { EngineContext, Env } from '../context.ts'
import { invalid } from '../errors.ts'
import {
  matchesExactly,
  matchesLabels,
  matchesPattern,
  parseFilters,
  type Filters,
} from '../filters.ts'
import { flag, json, jsonBody } from '../http.ts'
import { PRUNE_FILTERS, pruneVolumes } from '../volumes/prune.ts'
import { volumeJson } from '../volumes/volume.ts'

const strings = v.nullish(v.record(v.string(), v.string()))

const createBody = v.object({
  Name: v.nullish(v.string()),
  Driver: v.nullish(v.string()),
  DriverOpts: strings,
  Labels: strings,
})

/** `/volumes/…` */
export function volumeRoutes(context: EngineContext) {
  const { volumes } = context
  const app = new Hono<Env>()

  app.get('/volumes', (c) => {
    const filters = parseFilters(c.req.query('filters'), ['dangling', 'name', 'driver', 'label'])
    const dangling = danglingFilter(filters)
    const found = volumes
      .all()
      .filter(
        (volume) =>
          matchesExactly(filters, 'driver', volume.driver) &&
          matchesPattern(filters, 'name', volume.name) &&
          matchesLabels(filters, 'label', volume.labels ?? {}) &&
          (dangling === undefined || (volumes.users(volume).length === 0) === dangling),
      )
    return json({ Volumes: found.map(volumeJson), Warnings: null })
  })

  app.get('/volumes/:name{.+}', (c) => json(volumeJson(volumes.get(c.req.param('name')))))

  app.post('/volumes/create', async (c) => {
    const parsed = v.safeParse(createBody, await jsonBody(c))
    if (!parsed.success) {
      const [issue] = parsed.issues
      throw invalid(`invalid ${v.getDotPath(issue) ?? 'body'}: ${issue.message}`)
    }
    const { Name, Driver, DriverOpts, Labels } = parsed.output
    const volume = await volumes.create({
      name: Name ?? undefined,
      driver: Driver ?? undefined,
      labels: Labels,
      options: DriverOpts,
    })
    return json(volumeJson(volume), 201)
  })

  app.delete('/volumes/:name{.+}', async (c) => {
    const name = c.req.param('name')
    const isThere = volumes.all().some((volume) => volume.name === name)
    if (isThere || !flag(c, 'force')) await volumes.remove(volumes.get(name))
    return c.body(null, 204)
  })

  app.post('/volumes/prune', async (c) => {
    const filters = parseFilters(c.req.query('filters'), PRUNE_FILTERS)
    return json(await pruneVolumes(context, filters))
  })
  return app
}

function danglingFilter(filters: Filters): boolean | undefined {
  const values = filters.get('dangling')
  if (!values) return undefined
  if (['true', '1'].some((value) => values.includes(value))) return true
  if (['false', '0'].some((value) => values.includes(value))) return false
  throw invalid(`Invalid filter 'dangling=[${values.join(' ')}]'`)
}
