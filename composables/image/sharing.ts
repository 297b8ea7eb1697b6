/** What images have in common: layers with the same digest are the same bytes, and stored once. */

/** A layer, as far as sharing goes. */
export interface SharableLayer {
  digest: string
  size: number
}

/** An image, as far as sharing goes. */
export interface SharingImage<Layer extends SharableLayer> {
  name: string
  /** Bottom layer first. */
  layers: readonly Layer[]
}

/** A layer in the store. */
export interface StoredLayer<Layer extends SharableLayer> {
  layer: Layer
  /** How many layers are below it at most, in the images that have it. */
  level: number
  /** The images that have it, in the order in which they arrive; the first one brought it. */
  usedBy: string[]
}

/** A store's layers, and what it costs to hold them. */
export interface Sharing<Layer extends SharableLayer> {
  /** Each layer once, in the order in which they arrive. */
  stored: StoredLayer<Layer>[]
  /** Bytes if each image were stored for itself. */
  alone: number
  /** Bytes with each layer stored once. */
  once: number
  /** Bytes that are not stored a second time. */
  saved: number
}

/** Puts images into one store, in this order. A layer that an image names twice counts once. */
export function shareLayers<Layer extends SharableLayer>(
  images: readonly SharingImage<Layer>[],
): Sharing<Layer> {
  const stored = new Map<string, StoredLayer<Layer>>()
  let alone = 0
  for (const { name, layers } of images) {
    const own = new Set<string>()
    for (const [level, layer] of layers.entries()) {
      if (own.has(layer.digest)) continue
      own.add(layer.digest)
      alone += layer.size
      const known = stored.get(layer.digest)
      if (known) {
        known.level = Math.max(known.level, level)
        known.usedBy.push(name)
      } else stored.set(layer.digest, { layer, level, usedBy: [name] })
    }
  }
  const once = [...stored.values()].reduce((sum, { layer }) => sum + layer.size, 0)
  return { stored: [...stored.values()], alone, once, saved: alone - once }
}
