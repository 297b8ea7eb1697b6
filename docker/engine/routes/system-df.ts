import { Hono } from 'hono'
import { summariesOf } from '../containers/list/summaries.ts'
import type { EngineContext, Env } from '../context.ts'
import { EngineError } from '../errors.ts'
import { json } from '../http.ts'
import { imageUsage } from '../images/usage.ts'
import { volumeJson, type Volume } from '../volumes/volume.ts'

/** `/system/df`: what is kept in the guest, in bytes. */
export function diskUsageRoutes(context: EngineContext) {
  const { containers, volumes } = context
  const app = new Hono<Env>()
  let isMeasuring = false

  app.get('/system/df', async () => {
    if (isMeasuring) throw new EngineError(500, 'a disk usage operation is already running')
    isMeasuring = true
    try {
      const { Images, LayersSize } = imageUsage(context)
      // A volume with options is somewhere else.
      const local = volumes.all().filter(({ options }) => Object.keys(options ?? {}).length === 0)
      const [Containers, Volumes] = await Promise.all([
        summariesOf(context, containers.all(), true),
        Promise.all(local.map((volume) => measured(context, volume))),
      ])
      return json({ LayersSize, Images, Containers, Volumes, BuildCache: null, BuilderSize: 0 })
    } finally {
      isMeasuring = false
    }
  })
  return app
}

async function measured({ machine, volumes }: EngineContext, volume: Volume) {
  const running = await machine()
  const { output } = await running.submit([{ op: 'usage', path: volume.mountpoint }]).done
  return {
    ...volumeJson(volume),
    UsageData: {
      RefCount: volumes.users(volume).length,
      Size: Number(new TextDecoder().decode(output[0]) || 0),
    },
  }
}
