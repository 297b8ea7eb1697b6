import { Hono } from 'hono'
import { buildImage } from '../builder/builder.ts'
import { readContext } from '../builder/context.ts'
import { readBuildOptions } from '../builder/options.ts'
import { buildOutput, failureLine } from '../builder/output.ts'
import type { EngineContext, Env } from '../context.ts'
import { messageOf } from '../errors.ts'
import { streamed } from '../http.ts'
import { pipe } from '../streams.ts'

/** `POST /build`: the classic builder. */
export function buildRoutes(context: EngineContext) {
  const app = new Hono<Env>()

  app.post('/build', async (c) => {
    const options = readBuildOptions(c)
    const { body } = c.req.raw
    const told = (error: unknown) => {
      context.trace.emit({ step: 'fail', message: messageOf(error) })
      throw error
    }
    const build = async (write: Write, signal: AbortSignal) => {
      const source = await readContext(body, options.dockerfile)
      if (!options.quiet) {
        await buildImage(context, { options, source, output: buildOutput(write), signal })
        return
      }
      const kept: string[] = []
      const output = buildOutput((line) => kept.push(line))
      try {
        const { id } = await buildImage(context, { options, source, output, signal })
        buildOutput(write).out(`${id}\n`)
      } catch (error) {
        for (const line of kept) write(line)
        throw error
      }
    }
    return answer((write, signal) => build(write, signal).catch(told))
  })
  return app
}

const encoder = new TextEncoder()

/** Writes a line of a body. */
type Write = (line: string) => void

/**
 * Answers when the first line is there: what fails before is an answer of its own, with its status; what fails later is
 * the body's last line.
 */
function answer(work: (write: Write, signal: AbortSignal) => Promise<void>): Promise<Response> {
  const { readable, writer } = pipe()
  const gone = new AbortController()
  writer.closed.catch(() => gone.abort())
  return new Promise((resolve, reject) => {
    let hasBegun = false
    const write: Write = (line) => {
      if (!hasBegun) resolve(streamed(readable, 'application/json'))
      hasBegun = true
      void writer.write(encoder.encode(line)).catch(() => undefined)
    }
    work(write, gone.signal)
      .catch((error: unknown) => {
        if (hasBegun) write(failureLine(error))
        else reject(error)
      })
      .then(() => writer.close())
      .catch(() => undefined)
  })
}
