import { DigestMismatch } from '../../registry/errors.ts'
import type { RegistryClient, ResolvedImage } from '../../registry/client.ts'
import { unpackable } from '../../registry/layer.ts'
import type { Descriptor } from '../../registry/oci.ts'
import { familiarName, familiarString, type Reference } from '../../registry/reference.ts'
import { EngineError, messageOf } from '../errors.ts'
import type { Events } from '../events.ts'
import { shortId } from '../ids.ts'
import { jsonLine, pipe } from '../streams.ts'
import type { Image, Layer } from './image.ts'
import type { LayerStore } from './layers.ts'
import type { ImageStore } from './store.ts'

/** A layer on its way here, in bytes of its compressed form. */
export interface LayerProgress {
  /** The image in familiar form: `greet:latest`. */
  image: string
  /** First 12 digits of the layer's digest. */
  layer: string
  loaded: number
  total: number
}

/** What a pull needs. */
export interface PullContext {
  registry: RegistryClient
  images: ImageStore
  layers: LayerStore
  events: Events
  onProgress?: (progress: LayerProgress) => void
}

/** dockerd's default for `max-concurrent-downloads`. */
const CONCURRENT_DOWNLOADS = 3

/**
 * Pulls an image. What keeps it from beginning (no such image, no such registry) rejects; from then on the body
 * tells how it goes in dockerd's lines of JSON, a failure as its last line. Who cancels the body stops the pull.
 */
export async function pullImage(
  context: PullContext,
  reference: Reference,
): Promise<ReadableStream<Uint8Array>> {
  const resolved = await context.registry.resolve(reference)
  const { readable, writer } = pipe()
  const gone = new AbortController()
  writer.closed.catch(() => gone.abort())
  const say = (line: PullLine) => void writer.write(jsonLine(line)).catch(() => undefined)
  void pullLayers(context, resolved, say, gone.signal)
    .catch((error: unknown) => {
      const message = messageOf(error)
      say({ errorDetail: { message }, error: message })
    })
    .then(() => writer.close())
    .catch(() => undefined)
  return readable
}

type PullLine =
  | { status: string; id?: string; progressDetail?: { current?: number; total?: number } }
  | { errorDetail: { message: string }; error: string }

type Say = (line: PullLine) => void

async function pullLayers(
  context: PullContext,
  resolved: ResolvedImage,
  say: Say,
  signal: AbortSignal,
) {
  const { reference, manifest, config, digest } = resolved
  const { images, layers, events } = context
  const before = images.byReference(reference)
  say({
    status: `Pulling from ${reference.path}`,
    id: reference.tag ?? digest,
  })
  const wanted = config.rootfs.diff_ids.map((diffId, index) => {
    const descriptor = manifest.layers[index]
    if (!descriptor) throw new EngineError(500, 'the manifest has fewer layers than the config')
    return { diffId, descriptor, present: layers.get(diffId) }
  })
  const turn = turns(CONCURRENT_DOWNLOADS)
  const downloads = wanted.map(({ diffId, descriptor, present }) => {
    const id = shortId(descriptor.digest)
    if (present) {
      say({ status: 'Already exists', progressDetail: {}, id })
      return undefined
    }
    say({ status: 'Pulling fs layer', progressDetail: {}, id })
    const download = turn(() => downloadLayer(context, resolved, descriptor, say, signal))
    download.catch(() => undefined)
    return { diffId, descriptor, download }
  })
  const done: Layer[] = []
  for (const [index, { diffId, present }] of wanted.entries()) {
    const pulling = downloads[index]
    if (!pulling) {
      if (present) done.push(await present)
      continue
    }
    const { descriptor, download } = pulling
    const id = shortId(descriptor.digest)
    const bytes = await download
    const total = descriptor.size
    signal.throwIfAborted()
    say({ status: 'Extracting', progressDetail: { current: 0, total }, id })
    done.push(await layers.unpack(diffId, () => unpackable(bytes, diffId)))
    say({ status: 'Extracting', progressDetail: { current: total, total }, id })
    say({ status: 'Pull complete', progressDetail: {}, id })
  }
  const image: Image = { id: resolved.configDigest, config, layers: done }
  images.add(image, reference, digest)
  events.emit('image', 'pull', familiarString(reference), {
    ...(config.config?.Labels ?? {}),
    name: familiarName(reference),
  })
  say({ status: `Digest: ${digest}` })
  const isNew = before?.id !== image.id
  say({
    status: `Status: ${isNew ? 'Downloaded newer image' : 'Image is up to date'} for ${familiarString(reference)}`,
  })
}

async function downloadLayer(
  { registry, onProgress }: PullContext,
  { reference }: ResolvedImage,
  descriptor: Descriptor,
  say: Say,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const id = shortId(descriptor.digest)
  const total = descriptor.size
  let told = 0
  const progress = (loaded: number) => {
    onProgress?.({ image: familiarString(reference), layer: id, loaded, total })
    if (loaded < total && loaded - told < total / 20) return
    told = loaded
    say({ status: 'Downloading', progressDetail: { current: loaded, total }, id })
  }
  try {
    const bytes = await registry.blob(reference.path, descriptor, { onProgress: progress, signal })
    say({ status: 'Verifying Checksum', progressDetail: {}, id })
    say({ status: 'Download complete', progressDetail: {}, id })
    return bytes
  } catch (error) {
    if (!(error instanceof DigestMismatch)) throw error
    throw new EngineError(
      500,
      `filesystem layer verification failed for digest ${descriptor.digest}`,
    )
  }
}

/** Lets at most `count` of the actions given to it run at a time, first come first served. */
function turns(count: number) {
  let free = count
  const waiting: (() => void)[] = []
  return async <T>(action: () => Promise<T>): Promise<T> => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await action()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
