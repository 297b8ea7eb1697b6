import { shallowRef, type ShallowRef } from 'vue'
import type { ImageDocuments } from './image/documents.ts'
import { shortDigests } from './trouble.ts'
import { loadDocuments } from './useImageDocuments.ts'

/** A layer of an image, as its manifest and config describe it. */
export interface ImageLayer {
  /** Digest of the compressed layer. */
  digest: string
  /** Digest of the layer's uncompressed tar. */
  diffId: string
  /** Bytes to download (compressed). */
  size: number
  /** The instruction that made the layer, from the image's history. */
  createdBy: string
}

/** An image of the deck's own registry. */
export interface Image {
  /** Repository name without `library/`. */
  name: string
  /** Digest of the index, which a pull prints too; empty where this browser computes none. */
  digest: string
  /** Bottom layer first. */
  layers: ImageLayer[]
  /** Bytes of all layers to download (compressed). */
  size: number
}

/** What is known of an image so far. */
export type ImageState =
  { status: 'loading' } | { status: 'ready'; image: Image } | { status: 'missing'; message: string }

/**
 * Reads an image's index, manifest and config from the static registry that the deck is served
 * with (OCI distribution specification). Each is fetched once for all components.
 *
 * @param name repository name without `library/`, e.g. `greet`
 */
export function useImage(name: string): Readonly<ShallowRef<ImageState>> {
  const state = shallowRef<ImageState>({ status: 'loading' })
  void loadDocuments(name).then((documents) => {
    const image = imageOf(documents)
    if (image) state.value = { status: 'ready', image }
    else {
      const reason = documents.failure?.message ?? 'a document is missing'
      state.value = { status: 'missing', message: shortDigests(reason) }
    }
  })
  return state
}

function imageOf({ name, index, manifest, config, failure }: ImageDocuments): Image | undefined {
  if (!index || !manifest || !config || failure) return undefined
  const history = config.content.history.filter((entry) => !entry.empty_layer)
  const layers = manifest.content.layers.map((layer, i) => ({
    digest: layer.digest,
    diffId: config.content.rootfs.diff_ids[i] ?? '',
    size: layer.size,
    createdBy: history[i]?.created_by ?? '',
  }))
  const size = layers.reduce((sum, layer) => sum + layer.size, 0)
  return { name, digest: index.computed ?? '', layers, size }
}
