import {
  formatPlatform,
  isPlatform,
  type Platform,
  type ResolvedImage,
} from '../../registry/client.ts'
import { DigestMismatch, NoSuchPlatform } from '../../registry/errors.ts'
import type { Descriptor } from '../../registry/oci.ts'
import {
  canonicalString,
  familiarName,
  familiarString,
  isNameOnly,
  type Reference,
} from '../../registry/reference.ts'
import { EngineError, messageOf } from '../errors.ts'
import { shortId } from '../ids.ts'
import { layerPath } from '../paths.ts'
import { addImage, type ImageContext } from './context.ts'
import { makeImage, type Layer } from './image.ts'
import type { LayerStore } from './layers.ts'
import { openLayer } from './open-layer.ts'
import { message, progress, told, type Say } from './progress.ts'

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
export interface PullContext extends ImageContext {
  onProgress?: (progress: LayerProgress) => void
}

/** dockerd's default for `max-concurrent-downloads`. */
const CONCURRENT_DOWNLOADS = 3

/**
 * Pulls an image, or every tag of a repository where neither tag nor digest is given. What keeps it from beginning
 * (no such image, no such registry) rejects; from then on the body tells how it goes in dockerd's lines of JSON, a
 * failure as its last line. Who cancels the body stops the pull.
 */
export async function pullImage(
  context: PullContext,
  reference: Reference,
  platform?: Platform,
): Promise<ReadableStream<Uint8Array>> {
  return told(await preparePull(context, reference, platform))
}

/** Does the work of a pull. @param say is told how it goes. @param signal stops it */
export type Pull = (say: Say, signal: AbortSignal) => Promise<void>

/** As {@link pullImage}, but the work is the caller's to begin. */
export async function preparePull(
  context: PullContext,
  reference: Reference,
  platform?: Platform,
): Promise<Pull> {
  const failed = (error: unknown) => {
    const message = messageOf(error)
    context.trace.emit({ step: 'fail', image: familiarString(reference), message })
    throw error
  }
  return pull(context, reference, platform, failed).catch(failed)
}

async function pull(
  context: PullContext,
  reference: Reference,
  platform: Platform | undefined,
  failed: (error: unknown) => never,
): Promise<Pull> {
  if (familiarName(reference) === 'scratch') {
    throw new EngineError(403, "'scratch' is a reserved name")
  }
  const references = isNameOnly(reference)
    ? (await context.registry.tags(reference)).map((tag) => ({ ...reference, tag }))
    : [reference]
  const [first] = references
  const resolved = first && (await resolve(context, first, platform))

  return async (say, signal) => {
    let isNew = false
    for (const each of references) {
      const found = each === first ? resolved : await resolve(context, each, platform)
      if (!found) continue
      const done = await pullTag(context, each, found, { say, signal, platform }).catch(failed)
      if (done) isNew = true
    }
    const what = isNew ? 'Downloaded newer image' : 'Image is up to date'
    say(message(`Status: ${what} for ${familiarString(reference)}`))
    context.events.emit('image', 'pull', familiarString(reference), {
      ...(context.images.byReference(reference)?.config.config?.Labels ?? {}),
      name: familiarName(reference),
    })
    warnOfPlatform(context, reference, platform, say)
  }
}

/** What there is to pull; that it is for other machines is said once the pull has begun, as dockerd does. */
async function resolve(
  { registry }: PullContext,
  reference: Reference,
  platform: Platform | undefined,
): Promise<ResolvedImage | NoSuchPlatform> {
  try {
    return await registry.resolve(reference, platform ? { platform } : {})
  } catch (error) {
    if (error instanceof NoSuchPlatform) return error
    throw error
  }
}

/** An image without an index is pulled though it be for another platform, and this is said. */
function warnOfPlatform(
  { images }: PullContext,
  reference: Reference,
  platform: Platform | undefined,
  say: Say,
) {
  const image = platform && images.byReference(reference)
  if (!image) return
  const { os, architecture, variant } = image.config
  const actual: Platform = {
    os: os ?? '',
    architecture: architecture ?? '',
    ...(variant && { variant }),
  }
  if (isPlatform(actual, platform)) return
  say(
    message(
      `WARNING: image with reference ${familiarName(reference)} was found but does not match the specified platform: ` +
        `wanted ${formatPlatform(platform)}, actual: ${formatPlatform(actual)}`,
    ),
  )
}

interface PullOptions {
  say: Say
  signal: AbortSignal
  platform: Platform | undefined
}

/** Pulls what one reference names; resolves with whether that is another image than before. */
async function pullTag(
  context: PullContext,
  reference: Reference,
  resolved: ResolvedImage | NoSuchPlatform,
  { say, signal }: PullOptions,
): Promise<boolean> {
  const named = reference.digest === undefined ? reference.tag : canonicalString(reference)
  say(message(`Pulling from ${reference.path}`, named))
  if (resolved instanceof NoSuchPlatform) throw resolved
  context.trace.emit({
    step: 'resolve',
    image: familiarString(reference),
    digest: resolved.digest,
    manifest: resolved.manifestDigest,
    layers: resolved.manifest.layers.map(({ digest, size }) => ({ digest, size })),
  })
  const { images, layers } = context
  const diffIds = resolved.config.rootfs.diff_ids ?? []
  const release = layers.hold(diffIds)
  try {
    const done = await pullLayers(context, resolved, diffIds, { say, signal })
    const image = await addImage(context, await makeImage(resolved.configBytes, done))
    say(message(`Digest: ${resolved.digest}`))
    const isNew = images.byReference(reference)?.id !== image.id
    images.references.addDigest({ ...reference, tag: undefined, digest: resolved.digest }, image.id)
    if (isNew && reference.digest === undefined) images.references.addTag(reference, image.id)
    return isNew
  } finally {
    release()
  }
}

async function pullLayers(
  context: PullContext,
  resolved: ResolvedImage,
  diffIds: readonly string[],
  { say, signal }: Pick<PullOptions, 'say' | 'signal'>,
): Promise<Layer[]> {
  const { layers, trace } = context
  const image = familiarString(resolved.reference)
  const turn = turns(CONCURRENT_DOWNLOADS)
  const downloads = new Map<string, () => Promise<Layer>>()
  for (const [index, diffId] of diffIds.entries()) {
    const descriptor = resolved.manifest.layers[index]
    if (!descriptor)
      throw new EngineError(500, "layers from manifest don't match image configuration")
    if (downloads.has(diffId)) continue
    const { digest } = descriptor
    const id = shortId(digest)
    const present = layers.get(diffId)
    if (present) {
      say(progress('Already exists', id))
      trace.emit({ step: 'present', image, digest, diffId })
      downloads.set(diffId, () => present)
      continue
    }
    say(progress('Pulling fs layer', id))
    const download = turn(() => downloadLayer(context, resolved, descriptor, say, signal))
    download.catch(() => undefined)
    downloads.set(diffId, async () => {
      const bytes = await download
      const total = descriptor.size
      signal.throwIfAborted()
      say(progress('Extracting', id, { current: 0, total }))
      const layer = await register(layers, diffId, bytes)
      trace.emit({ step: 'unpack', image, digest, diffId, folder: layerPath(diffId) })
      say(progress('Extracting', id, { current: total, total }))
      say(progress('Pull complete', id))
      return layer
    })
  }
  const extracted = new Map<string, Layer>()
  for (const [diffId, extract] of downloads) extracted.set(diffId, await extract())
  return diffIds.flatMap((diffId) => extracted.get(diffId) ?? [])
}

async function register(
  layers: LayerStore,
  diffId: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Layer> {
  try {
    return await layers.unpack(diffId, () => openLayer(bytes, diffId))
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError(500, `failed to register layer: ${error.message}`)
  }
}

async function downloadLayer(
  { registry, onProgress, trace }: PullContext,
  { reference }: ResolvedImage,
  descriptor: Descriptor,
  say: Say,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const id = shortId(descriptor.digest)
  const total = descriptor.size
  const image = familiarString(reference)
  let told = 0
  const onLoaded = (loaded: number) => {
    onProgress?.({ image, layer: id, loaded, total })
    if (loaded < total && loaded - told < total / 20) return
    told = loaded
    say(progress('Downloading', id, { current: loaded, total }))
  }
  try {
    const bytes = await registry.blob(reference.path, descriptor, { onProgress: onLoaded, signal })
    trace.emit({ step: 'verify', image, digest: descriptor.digest, size: total })
    say(progress('Verifying Checksum', id))
    say(progress('Download complete', id))
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
