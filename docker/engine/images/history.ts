import { EngineError } from '../errors.ts'
import { unixSeconds } from '../go/time.ts'
import type { Image } from './image.ts'
import type { ImageStore } from './store.ts'

/**
 * `GET /images/{name}/history`: the newest entry first. The image and those that it was committed on have their IDs.
 * @throws EngineError (500) if the config's history has more layers than the image.
 */
export function imageHistory(image: Image, images: ImageStore) {
  let next = 0
  const entries = (image.config.history ?? []).map((entry) => {
    const layer = entry.empty_layer ? undefined : image.layers[next++]
    if (!entry.empty_layer && !layer) {
      throw new EngineError(500, 'too many non-empty layers in History section')
    }
    return {
      Comment: entry.comment ?? '',
      Created: unixSeconds(entry.created),
      CreatedBy: entry.created_by ?? '',
      Id: '<missing>',
      Size: layer?.size ?? 0,
      Tags: null,
    }
  })
  let named: Image | undefined = image
  return entries.reverse().map((entry) => {
    if (!named) return entry
    const tags = images.tags(named)
    const { id } = named
    named = images.parent(named)
    return { ...entry, Id: id, Tags: tags.length > 0 ? tags : null }
  })
}
