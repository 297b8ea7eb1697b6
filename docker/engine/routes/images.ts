import { Hono } from 'hono'
import { NotFound } from '../../registry/errors.ts'
import { InvalidReference, parseReference } from '../../registry/reference.ts'
import type { EngineContext, Env } from '../context.ts'
import { EngineError, invalid, messageOf, notFound, notImplemented } from '../errors.ts'
import { matches, parseFilters } from '../filters.ts'
import { streamed } from '../http.ts'
import { imageHistory, imageInspect, imageSummary } from '../images/json.ts'
import { pullImage } from '../images/pull.ts'

/** `/images/…` */
export function imageRoutes(context: EngineContext) {
  const { images } = context
  const app = new Hono<Env>()

  app.post('/images/create', async (c) => {
    const { fromImage = '', fromSrc, tag = '', platform = '' } = c.req.query()
    if (fromSrc !== undefined) throw notImplemented('importing images is not supported')
    if (platform !== '' && !/^linux(\/386)?$/.test(platform)) {
      throw notFound(`no matching manifest for ${platform} in the manifest list entries`)
    }
    const separator = tag.includes(':') ? '@' : ':'
    const name = tag === '' ? fromImage : `${fromImage}${separator}${tag}`
    try {
      return streamed(await pullImage(context, parseReference(name)), 'application/json')
    } catch (error) {
      if (error instanceof InvalidReference) throw invalid(error.message)
      if (error instanceof NotFound) throw notFound(error.message)
      throw error instanceof EngineError ? error : new EngineError(500, messageOf(error))
    }
  })

  app.get('/images/json', (c) => {
    const filters = parseFilters(c.req.query('filters'), ['reference', 'label', 'dangling'])
    const found = images
      .all()
      .filter(
        (image) =>
          matches(filters, 'reference', (pattern) =>
            images.tags(image).some((tag) => isReference(pattern, tag)),
          ) &&
          matches(filters, 'label', (label) =>
            hasLabel(image.config.config?.Labels ?? {}, label),
          ) &&
          matches(
            filters,
            'dangling',
            (value) => ['1', 'true'].includes(value) === (images.tags(image).length === 0),
          ),
      )
    const summaries = found.map((image) => imageSummary(image, images))
    return c.json(summaries.sort((a, b) => b.Created - a.Created))
  })

  app.get('/images/:name{.+}/json', (c) =>
    c.json(imageInspect(images.get(c.req.param('name')), images)),
  )
  app.get('/images/:name{.+}/history', (c) =>
    c.json(imageHistory(images.get(c.req.param('name')), images)),
  )
  return app
}

/** Whether a tag such as `base:latest` is what a `reference` filter asks for: with `*`, and with or without tag. */
function isReference(pattern: string, tag: string): boolean {
  const expression = pattern.replace(/[.+^${}()|\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*')
  const name = tag.slice(0, tag.lastIndexOf(':'))
  return [tag, name].some((text) => new RegExp(`^${expression}$`).test(text))
}

/** Whether a label filter, `name` or `name=value`, is met. */
export function hasLabel(labels: Record<string, string>, filter: string): boolean {
  const [name = '', ...value] = filter.split('=')
  return name in labels && (value.length === 0 || labels[name] === value.join('='))
}
