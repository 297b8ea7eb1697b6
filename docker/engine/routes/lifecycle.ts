import { Hono } from 'hono'
import { stopTimeoutOf } from '../containers/stop-signal.ts'
import { WAIT_CONDITIONS, waitFor } from '../containers/wait.ts'
import type { EngineContext, Env } from '../context.ts'
import { conflict, EngineError, invalid, messageOf } from '../errors.ts'
import { wholeNumber, streamed } from '../http.ts'
import { isSignal, parseSignal, SIGKILL } from '../signals.ts'
import { jsonLine } from '../streams.ts'

/** The routes of `/containers/…` that bring a container from one state to the next, or wait for that. */
export function lifecycleRoutes({ containers, lifecycle }: EngineContext) {
  const app = new Hono<Env>()

  app.post('/containers/:name{.+}/start', async (c) => {
    // What it is to be made from was said when it was created.
    if ((await c.req.text()).length > 7) {
      throw invalid(
        'starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24',
      )
    }
    if (c.req.query('checkpoint')) {
      throw invalid('checkpoint is only supported in experimental mode')
    }
    const container = containers.get(c.req.param('name'))
    if (container.paused) {
      throw conflict('cannot start a paused container, try unpause instead')
    }
    if (container.running) return c.body(null, 304)
    await lifecycle.start(container)
    return c.body(null, 204)
  })

  app.post('/containers/:name{.+}/stop', async (c) => {
    const seconds = wholeNumber(c, 't')
    const container = containers.get(c.req.param('name'))
    if (!container.running) return c.body(null, 304)
    try {
      await lifecycle.stop(container, seconds ?? stopTimeoutOf(container))
    } catch (error) {
      throw new EngineError(
        500,
        `cannot stop container: ${c.req.param('name')}: ${messageOf(error)}`,
      )
    }
    return c.body(null, 204)
  })

  app.post('/containers/:name{.+}/restart', async (c) => {
    const seconds = wholeNumber(c, 't')
    const container = containers.get(c.req.param('name'))
    try {
      await lifecycle.restart(container, seconds ?? stopTimeoutOf(container))
    } catch (error) {
      throw new EngineError(
        500,
        `Cannot restart container ${c.req.param('name')}: ${messageOf(error)}`,
      )
    }
    return c.body(null, 204)
  })

  app.post('/containers/:name{.+}/kill', async (c) => {
    const asked = c.req.query('signal')
    const signal = asked ? parseSignal(asked) : SIGKILL
    const name = c.req.param('name')
    const failed = (error: unknown) =>
      new EngineError(
        error instanceof EngineError ? error.status : 500,
        `Cannot kill container: ${name}: ${messageOf(error)}`,
      )
    try {
      const container = containers.get(name)
      if (!isSignal(signal)) {
        throw new Error(`The linux daemon does not support signal ${signal}`)
      }
      await (signal === SIGKILL ? lifecycle.kill(container) : lifecycle.signal(container, signal))
    } catch (error) {
      throw failed(error)
    }
    return c.body(null, 204)
  })

  app.post('/containers/:name{.+}/pause', async (c) => {
    await lifecycle.pause(containers.get(c.req.param('name')))
    return c.body(null, 204)
  })

  app.post('/containers/:name{.+}/unpause', async (c) => {
    await lifecycle.unpause(containers.get(c.req.param('name')))
    return c.body(null, 204)
  })

  app.post('/containers/:name{.+}/wait', (c) => {
    const container = containers.get(c.req.param('name'))
    const asked = c.req.query('condition')
    const condition = WAIT_CONDITIONS.find((known) => known === asked) ?? 'not-running'
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        const { exitCode, error } = await waitFor(container, condition)
        controller.enqueue(
          jsonLine({ Error: error ? { Message: error } : null, StatusCode: exitCode }),
        )
        controller.close()
      },
    })
    return streamed(body, 'application/json')
  })
  return app
}
