import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Env } from '../context.ts'
import { EngineError, notFound, notImplemented } from '../errors.ts'
import { parseFilters } from '../filters.ts'
import { json } from '../http.ts'

/** dockerd's words of a node that is in no swarm. */
const NO_MANAGER =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'
const NO_SWARM = 'This node is not part of a swarm'
const NOT_EXPERIMENTAL =
  'This experimental feature is disabled by default. Start the Docker daemon in experimental mode in order to enable it.'

/** Routes that only a swarm's manager serves. */
const OF_A_MANAGER = {
  GET: [
    '/swarm',
    '/swarm/unlockkey',
    ...['/services', '/services/:id', '/services/:id/logs'],
    ...['/nodes', '/nodes/:id'],
    ...['/tasks', '/tasks/:id', '/tasks/:id/logs'],
    ...['/secrets', '/secrets/:id', '/configs', '/configs/:id'],
  ],
  POST: [
    ...['/swarm/update', '/swarm/unlock'],
    ...['/services/create', '/services/:id/update', '/nodes/:id/update'],
    ...['/secrets/create', '/secrets/:id/update', '/configs/create', '/configs/:id/update'],
  ],
  DELETE: ['/services/:id', '/nodes/:id', '/secrets/:id', '/configs/:id'],
}

/** Routes of dockerd's for what this engine does not do, with what that is. */
const NOT_HERE: Readonly<Record<string, string>> = {
  '/swarm/init': 'swarm mode is',
  '/swarm/join': 'swarm mode is',
  '/plugins/pull': 'plugins are',
  '/plugins/create': 'plugins are',
  '/auth': 'logging in to a registry is',
  '/session': 'BuildKit is',
  '/grpc': 'BuildKit is',
}

/** What dockerd serves and this engine does not do, refused in dockerd's words where it has some. */
export function unsupportedRoutes() {
  const app = new Hono<Env>()

  for (const [method, paths] of Object.entries(OF_A_MANAGER)) {
    app.on(method, paths, () => {
      throw new EngineError(503, NO_MANAGER)
    })
  }
  app.post('/swarm/leave', () => {
    throw new EngineError(503, NO_SWARM)
  })
  for (const [path, what] of Object.entries(NOT_HERE)) {
    app.post(path, () => {
      throw notImplemented(`${what} not supported by this engine`)
    })
  }
  app.post('/build/prune', (c) => {
    parseFilters(c.req.query('filters'))
    return json({ CachesDeleted: null, SpaceReclaimed: 0 })
  })
  app.post('/build/cancel', (c) => {
    if (!c.req.query('id')) throw new EngineError(500, 'build ID not provided')
    return c.body(null, 200, { 'Content-Type': 'application/json' })
  })
  app.get('/distribution/:name{.+}/json', () => {
    throw notImplemented(
      "asking a registry for an image's platforms is not supported by this engine",
    )
  })
  const checkpoints = '/containers/:name/checkpoints'
  app.on(['GET', 'POST', 'DELETE'], [checkpoints, `${checkpoints}/:checkpoint`], () => {
    throw notImplemented(NOT_EXPERIMENTAL)
  })
  return app.route('/', pluginRoutes())
}

/** `/plugins/…` of an engine without plugins. */
function pluginRoutes() {
  const app = new Hono<Env>()
  const noPlugin = (c: Context) => {
    throw notFound(`plugin ${JSON.stringify(c.req.param('name'))} not found`)
  }
  app.get('/plugins', (c) => {
    const filters = parseFilters(c.req.query('filters'), ['capability', 'enabled'])
    const enabled = filters.get('enabled') ?? []
    if (filters.has('enabled') && !enabled.some((value) => ['true', 'false'].includes(value))) {
      throw new EngineError(400, `Invalid filter 'enabled=[${enabled.join(' ')}]'`)
    }
    return json([])
  })
  app.get('/plugins/privileges', () => {
    throw notImplemented('plugins are not supported by this engine')
  })
  app.get('/plugins/:name{.+}/json', noPlugin)
  for (const action of ['enable', 'disable', 'push', 'upgrade', 'set']) {
    app.post(`/plugins/:name{.+}/${action}`, noPlugin)
  }
  app.delete('/plugins/:name{.+}', noPlugin)
  return app
}
