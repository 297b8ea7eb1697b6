import { Hono, type Context } from 'hono'
import type { EngineContext, Env } from '../context.ts'
import { conflict, invalid } from '../errors.ts'
import { flag, json, streamed } from '../http.ts'
import { psColumns } from '../processes/options.ts'
import { readProcesses } from '../processes/read.ts'
import { statsStream } from '../stats/stream.ts'

/** The routes of `/containers/…` about what runs in it: top, stats. */
export function processRoutes({ containers, lifecycle, machine, now }: EngineContext) {
  const app = new Hono<Env>()
  const named = (c: Context) => containers.get(c.req.param('name') ?? '')

  app.get('/containers/:name{.+}/top', async (c) => {
    const columns = psColumns(c.req.query('ps_args') ?? '')
    const container = named(c)
    if (!container.running) throw conflict(`Container ${container.id} is not running`)
    if (container.restarting) {
      throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
    }
    const linux = await machine()
    const { processes, ...table } = await readProcesses(linux, container.cgroup)
    const context = { ...table, now: now(), memory: linux.info.memory }
    lifecycle.emit(container, 'top')
    return json({
      Processes: processes.map((process) => columns.map(({ value }) => value(process, context))),
      Titles: columns.map(({ title }) => title),
    })
  })

  app.get('/containers/:name{.+}/stats', (c) => {
    const container = named(c)
    const stream = flag(c, 'stream', true)
    const oneShot = flag(c, 'one-shot')
    if (stream && oneShot) throw invalid('cannot have stream=true and one-shot=true')
    return streamed(statsStream(machine, container, now, { stream, oneShot }), 'application/json')
  })
  return app
}
