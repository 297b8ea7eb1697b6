import { familiarName, familiarString, type Reference } from '../../registry/reference.ts'
import { invalid } from '../errors.ts'
import { matchesLabels, type Filters } from '../filters.ts'
import { globMatches } from '../go/glob.ts'
import { unixSeconds } from '../go/time.ts'
import { mapJson } from './config-json.ts'
import { imageSize, type Image } from './image.ts'
import { digestsOf, tagsOf } from './references.ts'
import type { ImageStore } from './store.ts'

/** Filters that `GET /images/json` knows. */
export const LIST_FILTERS = ['dangling', 'label', 'before', 'since', 'reference']

/**
 * Entries of `GET /images/json`, the newest first.
 * @param all whether images that others were committed on are listed though they have no name.
 * @throws EngineError for a filter's value that Docker refuses.
 */
export function listImages(images: ImageStore, filters: Filters, all: boolean) {
  const dangling = danglingOf(filters)
  const created = (image: Image) => Date.parse(image.config.created ?? '') || -Infinity
  const before = filters.get('before')?.map((name) => created(images.get(name))) ?? []
  const since = filters.get('since')?.map((name) => created(images.get(name))) ?? []
  const patterns = filters.get('reference')

  const summaries = images.all().flatMap((image) => {
    const isHead = images.children(image).length === 0
    if (dangling === true && !isHead) return []
    if (before.some((time) => created(image) >= time)) return []
    if (since.some((time) => created(image) <= time)) return []
    if (!matchesLabels(filters, 'label', image.config.config?.Labels ?? {})) return []

    const references = images.references
      .of(image.id)
      .filter((reference) => !patterns || patterns.some((pattern) => isNamed(pattern, reference)))
    if (references.length > 0) {
      const tags = tagsOf(references)
      if (dangling === true && tags.length > 0) return []
      return [imageSummary(image, images, { tags, digests: digestsOf(references) })]
    }
    if ((!all && !isHead) || dangling === false || patterns) return []
    return [imageSummary(image, images, { tags: ['<none>:<none>'], digests: ['<none>@<none>'] })]
  })
  return summaries.sort((a, b) => b.Created - a.Created)
}

function imageSummary(
  image: Image,
  images: ImageStore,
  { tags, digests }: { tags: string[]; digests: string[] },
) {
  const size = imageSize(image)
  return {
    Containers: -1,
    Created: unixSeconds(image.config.created),
    Id: image.id,
    Labels: mapJson(image.config.config?.Labels),
    ParentId: images.parent(image)?.id ?? '',
    RepoDigests: digests.length > 0 ? digests : null,
    RepoTags: tags.length > 0 ? tags : null,
    SharedSize: -1,
    Size: size,
    VirtualSize: size,
  }
}

/** What the filter asks for; undefined where it is not given. */
function danglingOf(filters: Filters): boolean | undefined {
  const values = filters.get('dangling')
  if (!values || values.length === 0) return values && true
  if (values.includes('true')) return true
  if (values.includes('false')) return false
  throw invalid(`Invalid filter 'dangling=[${values.join(' ')}]'`)
}

/** Whether a reference, with or without its tag, is what a pattern asks for. */
function isNamed(pattern: string, reference: Reference): boolean {
  return (
    globMatches(pattern, familiarString(reference)) || globMatches(pattern, familiarName(reference))
  )
}
