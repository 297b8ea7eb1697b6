import { Hono } from 'hono'
import * as v from 'valibot'
import { networks as networksOf } from '../containers/networking.ts'
import type { EngineContext, Env } from '../context.ts'
import { forbidden, notImplemented } from '../errors.ts'
import { parseFilters } from '../filters.ts'
import { json, jsonBody } from '../http.ts'
import { networkResource } from '../networks/json.ts'
import { NETWORK_FILTERS, PREDEFINED } from '../networks/store.ts'

const named = v.fallback(v.object({ Name: v.fallback(v.string(), '') }), { Name: '' })
const connection = v.fallback(v.object({ Container: v.fallback(v.string(), '') }), {
  Container: '',
})

/** `/networks/…`: there is nothing to connect containers with, so networks can be looked at, and none be made. */
export function networkRoutes({ networks, containers }: EngineContext) {
  const app = new Hono<Env>()

  app.on('GET', ['/networks', '/networks/'], (c) => {
    const filters = parseFilters(c.req.query('filters'), NETWORK_FILTERS)
    return json(networks.filtered(filters).map((network) => networkResource(network)))
  })

  app.get('/networks/:id{.+}', (c) => {
    const network = networks.get(c.req.param('id'))
    const members = containers
      .all()
      .filter((container) => container.running && network.name in networksOf(container))
    return json(networkResource(network, members))
  })

  app.post('/networks/create', async (c) => {
    const { Name } = v.parse(named, await jsonBody(c))
    if (PREDEFINED.includes(Name)) {
      throw forbidden(`operation is not permitted on predefined ${Name} network `)
    }
    throw noNetworks()
  })

  app.post('/networks/prune', (c) => {
    parseFilters(c.req.query('filters'))
    return json({ NetworksDeleted: null })
  })

  app.on('POST', ['/networks/:id{.+}/connect', '/networks/:id{.+}/disconnect'], async (c) => {
    const { Container } = v.parse(connection, await jsonBody(c))
    containers.get(Container)
    networks.get(c.req.param('id'))
    throw noNetworks()
  })

  app.delete('/networks/:id{.+}', (c) => {
    const { name } = networks.get(c.req.param('id'))
    throw forbidden(`${name} is a pre-defined network and cannot be removed`)
  })
  return app
}

function noNetworks() {
  return notImplemented(
    'networks are not supported by this engine: its containers have no network but their loopback device',
  )
}
