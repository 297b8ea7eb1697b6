import { Hono } from 'hono'
import * as v from 'valibot'
import { decode } from '../containers/schema/go.ts'
import { connectBody, endpointConfig } from '../containers/schema/endpoint.ts'
import type { EngineContext, Env } from '../context.ts'
import { EngineError, invalid, notFound } from '../errors.ts'
import { parseFilters } from '../filters.ts'
import { flag, json, jsonBody } from '../http.ts'
import { createBody } from '../networks/create.ts'
import { filterNetworks, NETWORK_FILTERS } from '../networks/filter.ts'
import { networkResource } from '../networks/json.ts'
import { NETWORK_PRUNE_FILTERS, pruneNetworks } from '../networks/prune.ts'

const disconnectBody = v.fallback(
  v.object({ Container: v.fallback(v.string(), ''), Force: v.fallback(v.boolean(), false) }),
  { Container: '', Force: false },
)

/** `/networks/…` */
export function networkRoutes(context: EngineContext) {
  const { networks, networking, containers } = context
  const app = new Hono<Env>()

  app.on('GET', ['/networks', '/networks/'], (c) => {
    const filters = parseFilters(c.req.query('filters'), NETWORK_FILTERS)
    return json(filterNetworks(networks.all(), filters).map((network) => networkResource(network)))
  })

  app.get('/networks/:id{.+}', (c) => {
    flag(c, 'verbose')
    return json(networkResource(networks.get(c.req.param('id')), true))
  })

  app.post('/networks/create', async (c) => {
    const parsed = v.safeParse(createBody, await jsonBody(c))
    if (!parsed.success) {
      const [issue] = parsed.issues
      throw invalid(`invalid ${v.getDotPath(issue) ?? 'body'}: ${issue.message}`)
    }
    const { network, warning } = await networks.create(parsed.output)
    return json({ Id: network.id, Warning: warning }, 201)
  })

  app.post('/networks/prune', async (c) => {
    const filters = parseFilters(c.req.query('filters'), NETWORK_PRUNE_FILTERS)
    return json(await pruneNetworks(context, filters))
  })

  app.post('/networks/:id{.+}/connect', async (c) => {
    const { Container, EndpointConfig } = decode(
      ...([connectBody, await jsonBody(c), 'types.NetworkConnect'] as const),
    )
    const container = containers.get(Container)
    await networking.connect(container, c.req.param('id'), endpointConfig(EndpointConfig))
    return c.body(null, 200)
  })

  app.post('/networks/:id{.+}/disconnect', async (c) => {
    const { Container, Force } = v.parse(disconnectBody, await jsonBody(c))
    const network = c.req.param('id')
    try {
      containers.get(Container)
    } catch (error) {
      if (!Force || !(error instanceof EngineError)) throw error
      networks.get(network)
      throw notFound(`endpoint ${Container} not found`)
    }
    await networking.disconnect(containers.get(Container), network, Force)
    return c.body(null, 200)
  })

  app.delete('/networks/:id{.+}', async (c) => {
    await networks.remove(networks.get(c.req.param('id')))
    return c.body(null, 204)
  })
  return app
}
