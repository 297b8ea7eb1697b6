import { Hono } from 'hono'
import type { EngineContext, Env } from '../context.ts'
import { json } from '../http.ts'
import { readFacts } from '../system/facts.ts'
import { systemInfo } from '../system/info.ts'
import { systemVersion } from '../system/version.ts'

/** `/_ping`, `/version`, `/info`. The last two tell of the machine, so they start it. */
export function systemRoutes(context: EngineContext) {
  const app = new Hono<Env>()

  // hono answers HEAD from GET's handler.
  app.get('/_ping', (c) => {
    const headers = {
      'Cache-Control': 'no-cache, no-store, must-revalidate',
      Pragma: 'no-cache',
      'Content-Type': 'text/plain; charset=utf-8',
    }
    return c.body(c.req.method === 'HEAD' ? '' : 'OK', 200, headers)
  })

  app.get('/version', async () => {
    const machine = await context.machine()
    return json(systemVersion(machine.info, await readFacts(machine)))
  })

  app.get('/info', async () => {
    const machine = await context.machine()
    return json(systemInfo(context, machine.info, await readFacts(machine)))
  })
  return app
}
