import { Hono } from 'hono'
import { createContainer } from '../containers/create/create.ts'
import { containerInspect } from '../containers/json.ts'
import { CONTAINER_FILTERS, listContainers } from '../containers/list/list.ts'
import { summariesOf } from '../containers/list/summaries.ts'
import { PRUNE_FILTERS, pruneContainers } from '../containers/prune.ts'
import { renameContainer } from '../containers/rename.ts'
import { parseUpdateRequest } from '../containers/schema/index.ts'
import { measure } from '../containers/size.ts'
import { updateContainer } from '../containers/update.ts'
import type { EngineContext, Env } from '../context.ts'
import { EngineError, unclassified } from '../errors.ts'
import { parseFilters } from '../filters.ts'
import { wholeNumber, flag, json, jsonBody } from '../http.ts'

/** `/containers/…`: what containers are, not what they do. */
export function containerRoutes(context: EngineContext) {
  const { containers, images, lifecycle, machine } = context
  const app = new Hono<Env>()

  app.get('/containers/json', async (c) => {
    const found = listContainers(containers, images, {
      all: flag(c, 'all'),
      limit: wholeNumber(c, 'limit') ?? 0,
      filters: parseFilters(c.req.query('filters'), CONTAINER_FILTERS),
    })
    return json(await summariesOf(context, found, flag(c, 'size')))
  })

  app.post('/containers/create', async (c) => {
    const { container, warnings } = await createContainer(
      context,
      await jsonBody(c, unclassified),
      { name: c.req.query('name') ?? '', platform: c.req.query('platform') ?? '' },
    )
    return json({ Id: container.id, Warnings: warnings }, 201)
  })

  app.post('/containers/prune', async (c) =>
    json(await pruneContainers(context, parseFilters(c.req.query('filters'), PRUNE_FILTERS))),
  )

  app.get('/containers/:name{.+}/json', async (c) => {
    const container = containers.get(c.req.param('name'))
    return json(
      containerInspect(container, flag(c, 'size') ? await measure(machine, container) : undefined),
    )
  })

  app.post('/containers/:name{.+}/rename', (c) => {
    renameContainer(context, c.req.param('name'), c.req.query('name') ?? '')
    return c.body(null, 204)
  })

  app.post('/containers/:name{.+}/update', async (c) => {
    const update = parseUpdateRequest(await jsonBody(c, unclassified))
    const container = containers.get(c.req.param('name'))
    return json({ Warnings: await updateContainer(context, container, update) })
  })

  app.delete('/containers/:name{.+}', async (c) => {
    const name = c.req.param('name')
    const container = containers.get(name)
    if (flag(c, 'link')) throw new EngineError(500, cannotUnlink(name))
    await lifecycle.remove(container, { force: flag(c, 'force'), volumes: flag(c, 'v'), name })
    return c.body(null, 204)
  })
  return app
}

/** There are no links: every name is the container's own, or nobody's. */
function cannotUnlink(name: string): string {
  const path = name.startsWith('/') ? name : `/${name}`
  const parent = path.slice(0, path.lastIndexOf('/'))
  return parent === ''
    ? 'Conflict, cannot remove the default link name of the container'
    : `Cannot get parent ${parent} for link name ${path}`
}
