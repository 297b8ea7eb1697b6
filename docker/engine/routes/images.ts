import { Hono, type Context } from 'hono'
import { PLATFORM } from '../../registry/client.ts'
import { NotFound } from '../../registry/errors.ts'
import {
  digestProblem,
  familiarString,
  InvalidReference,
  parseNamed,
  withTag,
  type Reference,
} from '../../registry/reference.ts'
import type { EngineContext, Env } from '../context.ts'
import { EngineError, invalid, messageOf, notFound, notImplemented } from '../errors.ts'
import { parseFilters } from '../filters.ts'
import { flag, json, streamed } from '../http.ts'
import { emitImage } from '../images/context.ts'
import { imageHistory } from '../images/history.ts'
import { imageInspect } from '../images/inspect.ts'
import { LIST_FILTERS, listImages } from '../images/list.ts'
import { importImage, prepareImport } from '../images/import.ts'
import { parsePlatform } from '../images/platform.ts'
import { told } from '../images/progress.ts'
import { PRUNE_FILTERS, pruneImages } from '../images/prune.ts'
import { pullImage } from '../images/pull.ts'
import { refusePush } from '../images/push.ts'
import { refuseBlank, removeImage } from '../images/remove.ts'

/** `/images/…` */
export function imageRoutes(context: EngineContext) {
  const { images } = context
  const app = new Hono<Env>()
  const name = (c: Context) => c.req.param('name') ?? ''

  app.get('/images/json', (c) => {
    const filters = parseFilters(c.req.query('filters'), LIST_FILTERS)
    return json(listImages(images, filters, flag(c, 'all')))
  })

  app.get('/images/search', () => {
    throw notImplemented(
      'searching is not supported: the registry of this site has no index to search',
    )
  })

  app.post('/images/create', async (c) => {
    const { fromImage = '', tag = '', platform = '' } = c.req.query()
    const wanted = platform === '' ? undefined : parsePlatform(platform)
    if (fromImage === '') return importFrom(c, context, wanted?.os)
    try {
      return streamed(
        await pullImage(context, pullReference(fromImage, tag), wanted),
        'application/json',
      )
    } catch (error) {
      if (error instanceof InvalidReference) throw invalid(error.message)
      if (error instanceof NotFound) throw notFound(error.message)
      throw error instanceof EngineError ? error : new EngineError(500, messageOf(error))
    }
  })

  app.post('/images/prune', async (c) => {
    const filters = parseFilters(c.req.query('filters'), PRUNE_FILTERS)
    return json(await pruneImages(context, filters))
  })

  app.get('/images/:name{.+}/json', (c) => {
    try {
      return json(imageInspect(images.get(name(c)), images))
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw new EngineError(error.status, `no such image: ${name(c)}: ${error.message}`)
    }
  })

  app.get('/images/:name{.+}/history', (c) => json(imageHistory(images.get(name(c)), images)))

  app.post('/images/:name{.+}/tag', (c) => {
    const image = images.get(name(c))
    const reference = newTag(c.req.query('repo') ?? '', c.req.query('tag') ?? '')
    images.tag(image, reference, context.now())
    emitImage(context, 'tag', image, familiarString(reference))
    return c.body(null, 201)
  })

  app.post('/images/:name{.+}/push', (c) => {
    const reference = newTag(name(c), c.req.query('tag') ?? '')
    const lines = told((say) => refusePush(context, reference, say))
    return streamed(lines, 'application/json')
  })

  app.delete('/images/:name{.+}', async (c) => {
    refuseBlank(name(c))
    const options = { force: flag(c, 'force'), prune: !flag(c, 'noprune') }
    return json(await removeImage(context, name(c), options))
  })
  return app
}

/** Makes an image of the files in the request's body. */
async function importFrom(c: Context, context: EngineContext, os: string = PLATFORM.os) {
  const { fromSrc = '', repo = '', tag = '', message = '' } = c.req.query()
  const request = {
    source: fromSrc,
    repository: repo,
    tag,
    comment: message,
    changes: c.req.queries('changes') ?? [],
    os,
  }
  prepareImport(request)
  const body = new Uint8Array(await c.req.arrayBuffer())
  const lines = told((say) => importImage(context, request, { body, say }))
  return streamed(lines, 'application/json')
}

/** What a pull is of: the tag may be a digest, and without one it is of all tags. */
function pullReference(fromImage: string, tag: string): Reference {
  const named = parseNamed(fromImage.replace(/:$/, ''))
  if (tag === '') return named
  return digestProblem(tag) === undefined
    ? { ...named, tag: undefined, digest: tag }
    : withTag(named, tag)
}

/**
 * The reference that a tag is given by.
 * @throws EngineError (500, which is what dockerd answers) in Docker's words
 */
export function newTag(repository: string, tag: string): Reference {
  try {
    const named = parseNamed(repository)
    return tag === '' ? named : withTag({ ...named, digest: undefined }, tag)
  } catch (error) {
    if (error instanceof InvalidReference) throw new EngineError(500, error.message)
    throw error
  }
}
