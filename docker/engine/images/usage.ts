import type { ImageContext } from './context.ts'
import type { Image } from './image.ts'
import { listImages } from './list.ts'

/** What images take, as `GET /system/df` has it: sizes of layers in bytes, those that are shared counted once. */
export function imageUsage(context: ImageContext) {
  const { images, containers } = context
  const counts = new Map<string, number>()
  const listed = listImages(images, new Map(), false)
  for (const { Id } of listed) {
    for (const chainId of images.byId(Id)?.chainIds ?? []) {
      counts.set(chainId, (counts.get(chainId) ?? 0) + 1)
    }
  }
  const summaries = listed.map((summary) => {
    const image = images.byId(summary.Id)
    return {
      ...summary,
      Containers: containers.all().filter((container) => container.image.id === summary.Id).length,
      SharedSize: image ? sizeOf(image, (chainId) => (counts.get(chainId) ?? 0) > 1) : 0,
    }
  })
  return { Images: summaries, LayersSize: layersSize(images.all(), counts) }
}

function layersSize(images: readonly Image[], counted: ReadonlyMap<string, number>): number {
  const seen = new Set<string>()
  const isNew = (chainId: string) => {
    if (seen.has(chainId) || !counted.has(chainId)) return false
    seen.add(chainId)
    return true
  }
  return images.reduce((sum, image) => sum + sizeOf(image, isNew), 0)
}

function sizeOf({ layers, chainIds }: Image, counts: (chainId: string) => boolean): number {
  return layers.reduce(
    (sum, { size }, index) => sum + (counts(chainIds[index] ?? '') ? size : 0),
    0,
  )
}
