import * as v from 'valibot'
import { shallowRef, type ShallowRef } from 'vue'

const descriptor = v.object({ mediaType: v.string(), digest: v.string(), size: v.number() })
const indexSchema = v.object({ manifests: v.tupleWithRest([descriptor], descriptor) })
const manifestSchema = v.object({ config: descriptor, layers: v.array(descriptor) })
const configSchema = v.object({
  rootfs: v.object({ diff_ids: v.array(v.string()) }),
  history: v.array(
    v.object({
      created_by: v.optional(v.string(), ''),
      empty_layer: v.optional(v.boolean(), false),
    }),
  ),
})

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
  /** Digest of the manifest. */
  digest: string
  /** Bottom layer first. */
  layers: ImageLayer[]
  /** Bytes of all layers to download (compressed). */
  size: number
}

/** What is known of an image so far. */
export type ImageState =
  { status: 'loading' } | { status: 'ready'; image: Image } | { status: 'missing'; message: string }

const cache = new Map<string, Promise<Image>>()

/**
 * Reads an image's index, manifest and config from the static registry that the deck is served
 * with (OCI distribution specification). Each is fetched once for all components.
 *
 * @param name repository name without `library/`, e.g. `greet`
 */
export function useImage(name: string): Readonly<ShallowRef<ImageState>> {
  const state = shallowRef<ImageState>({ status: 'loading' })
  loadOnce(name).then(
    (image) => (state.value = { status: 'ready', image }),
    () => {
      const message = `The image files of “${name}” are not here yet: npm run setup builds them.`
      state.value = { status: 'missing', message }
    },
  )
  return state
}

function loadOnce(name: string): Promise<Image> {
  const known = cache.get(name)
  if (known) return known
  const loading = load(name)
  cache.set(name, loading)
  loading.catch(() => cache.delete(name))
  return loading
}

async function load(name: string): Promise<Image> {
  const repository = `${import.meta.env.BASE_URL}v2/library/${name}`
  const index = await fetchJson(`${repository}/manifests/latest`, indexSchema)
  const { digest } = index.manifests[0]
  const manifest = await fetchJson(`${repository}/manifests/${digest}`, manifestSchema)
  const config = await fetchJson(`${repository}/blobs/${manifest.config.digest}`, configSchema)
  const history = config.history.filter((entry) => !entry.empty_layer)
  const layers = manifest.layers.map((layer, i) => ({
    digest: layer.digest,
    diffId: config.rootfs.diff_ids[i] ?? '',
    size: layer.size,
    createdBy: history[i]?.created_by ?? '',
  }))
  return { name, digest, layers, size: layers.reduce((sum, layer) => sum + layer.size, 0) }
}

/** Throws where the file is missing, also on hosts that answer with a page of their own instead of 404. */
async function fetchJson<Schema extends v.GenericSchema>(
  url: string,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return v.parse(schema, await response.json())
}
