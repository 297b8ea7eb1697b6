import { canonicalString } from '../../registry/reference.ts'
import { conflict, EngineError, invalid } from '../errors.ts'
import { matchesLabels, type Filters } from '../filters.ts'
import { parseUntil } from '../go/until.ts'
import type { ImageContext } from './context.ts'
import type { Image } from './image.ts'
import { removeImage, type Removed } from './remove.ts'

/** Filters that `POST /images/prune` knows. */
export const PRUNE_FILTERS = ['dangling', 'label', 'label!', 'until']

/** Engines that prune now. */
const pruning = new WeakSet<ImageContext>()

/**
 * Removes images that nothing uses: those without a tag, or with `dangling=false` all (dockerd's `ImagesPrune`).
 * @throws EngineError 400 for a filter's value that Docker refuses, 409 while another prune is under way.
 */
export async function pruneImages(context: ImageContext, filters: Filters) {
  if (pruning.has(context)) throw conflict('a prune operation is already running')
  pruning.add(context)
  try {
    return await prune(context, filters)
  } finally {
    pruning.delete(context)
  }
}

async function prune(context: ImageContext, filters: Filters) {
  const { images, events } = context
  const onlyDangling = isOnlyDangling(filters)
  const isOldEnough = untilOf(filters, context.now())
  const candidates = images.all().filter((image) => {
    const isHead = images.children(image).length === 0
    const isNamed = images.references.of(image.id).length > 0
    if (!isHead && (onlyDangling || !isNamed)) return false
    return isOldEnough(image) && isLabelled(filters, image)
  })
  const sizes = new Map(
    images
      .all()
      .flatMap(({ chainIds, layers }) =>
        chainIds.map((chainId, index): [string, number] => [chainId, layers[index]?.size ?? 0]),
      ),
  )
  const deleted: Removed[] = []
  for (const image of candidates) {
    for (const name of namesToRemove(context, image, onlyDangling)) {
      deleted.push(...(await removeQuietly(context, name)))
    }
  }
  const reclaimed = deleted.reduce(
    (sum, line) => sum + ('Deleted' in line ? (sizes.get(line.Deleted) ?? 0) : 0),
    0,
  )
  events.emit('image', 'prune', '', { reclaimed: String(reclaimed) })
  return { ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed }
}

function namesToRemove({ images }: ImageContext, image: Image, onlyDangling: boolean): string[] {
  const references = images.references.of(image.id)
  if (references.length === 0) return [image.id.slice('sha256:'.length)]
  if (onlyDangling && references.some(({ tag }) => tag !== undefined)) return []
  return references.map(canonicalString)
}

/** An image that is in use, or that went with another one, is passed over. */
async function removeQuietly(context: ImageContext, name: string): Promise<Removed[]> {
  try {
    return await removeImage(context, name, { force: false, prune: true })
  } catch (error) {
    if (error instanceof EngineError) return []
    throw error
  }
}

function isOnlyDangling(filters: Filters): boolean {
  const values = filters.get('dangling')
  if (!values) return true
  if (values.length === 0 || values.some((value) => ['false', '0'].includes(value))) return false
  if (values.some((value) => ['true', '1'].includes(value))) return true
  throw invalid(`Invalid filter 'dangling=[${values.join(' ')}]'`)
}

function untilOf(filters: Filters, now: Date): (image: Image) => boolean {
  const [value, other] = filters.get('until') ?? []
  if (other !== undefined) throw new EngineError(500, 'more than one until filter specified')
  if (value === undefined) return () => true
  const until = parseUntil(value, now)
  return ({ config }) => (Date.parse(config.created ?? '') || -Infinity) <= until
}

function isLabelled(filters: Filters, { config }: Image): boolean {
  const labels = config.config?.Labels ?? {}
  return (
    matchesLabels(filters, 'label', labels) &&
    !(filters.has('label!') && matchesLabels(filters, 'label!', labels))
  )
}
