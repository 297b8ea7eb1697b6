import { useNav, useSlideContext } from '@slidev/client'
import { computed, shallowRef, watch, type ShallowRef } from 'vue'
import { fetchFile } from './image/fetchFile.ts'
import type { LayerEntry } from './image/differences.ts'
import { sha256 } from './image/sha256.ts'
import { shortDigests } from './trouble.ts'
import { useImage, type ImageLayer } from './useImage.ts'

/** A layer and the files in its tar. */
export interface LayerFiles {
  layer: ImageLayer
  files: readonly LayerEntry[]
}

/** What is known of the layers so far. */
export type LayerFilesState =
  | { status: 'loading' }
  | { status: 'ready'; layers: readonly LayerFiles[] }
  | { status: 'missing'; message: string }

/**
 * Reads the tars of the layers that an image has on top of another's, from the registry that the deck
 * is served with. They are fetched when the slide or a neighbour of it is shown.
 *
 * To be called in `setup`, inside a slide.
 *
 * @param name image, without `library/`
 * @param below the image that it is built from, whose layers are left out
 */
export function useLayerFiles(name: string, below: string): Readonly<ShallowRef<LayerFilesState>> {
  const { isPrintMode, currentSlideNo } = useNav()
  const { $page, $renderContext } = useSlideContext()
  const near = computed(
    () =>
      isPrintMode.value ||
      $renderContext.value !== 'slide' ||
      Math.abs(currentSlideNo.value - $page.value) <= 1,
  )
  const state = shallowRef<LayerFilesState>({ status: 'loading' })
  const [image, base] = [useImage(name), useImage(below)]

  watch(
    [image, base, near],
    () => {
      for (const part of [image, base])
        if (part.value.status === 'missing') state.value = part.value
      if (image.value.status !== 'ready' || base.value.status !== 'ready') return
      if (!near.value || state.value.status === 'ready') return
      const known = new Set(base.value.image.layers.map(({ digest }) => digest))
      const layers = image.value.image.layers.filter(({ digest }) => !known.has(digest))
      Promise.all(layers.map((layer) => read(name, layer))).then(
        (read) => (state.value = { status: 'ready', layers: read }),
        (error: unknown) => {
          const message = error instanceof Error ? error.message : String(error)
          state.value = { status: 'missing', message: shortDigests(message) }
        },
      )
    },
    { immediate: true },
  )
  return state
}

async function read(name: string, layer: ImageLayer): Promise<LayerFiles> {
  const address = `v2/library/${name}/blobs/${layer.digest}`
  try {
    const bytes = await fetchFile(address)
    const computed = await sha256(bytes)
    if (computed !== undefined && computed !== layer.digest)
      throw new Error(`its bytes have another digest, ${computed}`)
    const [{ gunzipSync }, { unpackTar }] = await Promise.all([
      import('fflate'),
      import('modern-tar'),
    ])
    const tar = gunzipSync(bytes)
    const diffId = await sha256(tar)
    if (diffId !== undefined && diffId !== layer.diffId)
      throw new Error(`the config has another layer in its place, ${layer.diffId}`)
    const entries = await unpackTar(tar)
    const files = entries
      .filter(({ header }) => header.type !== 'directory')
      .map(({ header }) => ({ path: header.name, size: header.size }))
    return { layer, files }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${address}: ${reason}. npm run setup builds the images.`, { cause: error })
  }
}
