import { canonicalString } from '../../registry/reference.ts'
import { EngineError, invalid } from '../errors.ts'
import type { Filters } from '../filters.ts'
import { hasPruneLabels, pruneOf, pruneUntil } from '../prune.ts'
import type { ImageContext } from './context.ts'
import type { Image } from './image.ts'
import { removeImage, type Removed } from './remove.ts'

/** Filters that `POST /images/prune` knows. */
export const PRUNE_FILTERS = ['dangling', 'label', 'label!', 'until']

/**
 * Removes images that nothing uses: those without a tag, or with `dangling=false` all (dockerd's `ImagesPrune`).
 * @throws EngineError 400 for a filter's value that Docker refuses, 409 while another prune is under way.
 */
export const pruneImages = pruneOf('image', async (context: ImageContext, filters) => {
  const { images } = context
  const onlyDangling = isOnlyDangling(filters)
  const until = pruneUntil(filters, context.now())
  const candidates = images.all().filter((image) => {
    const isHead = images.children(image).length === 0
    const isNamed = images.references.of(image.id).length > 0
    if (!isHead && (onlyDangling || !isNamed)) return false
    const { created, config } = image.config
    return (
      (Date.parse(created ?? '') || -Infinity) <= until &&
      hasPruneLabels(filters, config?.Labels ?? {})
    )
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
  return { ImagesDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed }
})

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
