import * as v from 'valibot'
import { DigestMismatch } from '../../registry/errors.ts'
import {
  familiarString,
  InvalidReference,
  parseNamed,
  type Reference,
} from '../../registry/reference.ts'
import { EngineError } from '../errors.ts'
import { shortId } from '../ids.ts'
import type { LoadArchive } from './archive.ts'
import { addImage, emitImage, type ImageContext } from './context.ts'
import { makeImage, parseImageConfig, type Image, type Layer } from './image.ts'
import { ociImages } from './oci-layout.ts'
import { openLayer } from './open-layer.ts'
import { progress, type Say } from './progress.ts'

/** What an archive says of one of its images: names of files in it. */
export interface LoadedItem {
  config: string
  tags: readonly string[]
  /** Bottom layer first. */
  layers: readonly string[]
  parent?: string | undefined
}

const Manifest = v.nullable(
  v.array(
    v.object({
      Config: v.string(),
      RepoTags: v.nullish(v.array(v.string())),
      Layers: v.nullish(v.array(v.string())),
      Parent: v.optional(v.string()),
    }),
  ),
)

/**
 * Loads the images of an archive, one of `docker save` or an OCI image layout (dockerd's `Load`).
 * @param say told how it goes; with `quiet` only what came of it.
 * @throws EngineError, InvalidLayer or InvalidImageConfig; images that were loaded before stay.
 */
export async function loadImages(
  context: ImageContext,
  archive: LoadArchive,
  { quiet, say }: { quiet: boolean; say: Say },
): Promise<void> {
  const loaded: { image: Image; parent: string | undefined }[] = []
  let ids = ''
  let tagged = 0
  for (const item of await itemsOf(archive)) {
    const image = await loadImage(context, archive, item, quiet ? () => undefined : say)
    ids += `Loaded image ID: ${image.id}\n`
    tagged = 0
    for (const text of item.tags) {
      const reference = tagOf(text)
      tag(context, image, reference, say)
      say({ stream: `Loaded image: ${familiarString(reference)}\n` })
      tagged++
    }
    loaded.push({ image, parent: item.parent })
    emitImage(context, 'load', image)
  }
  for (const { image, parent } of loaded) {
    const found = loaded.find((each) => each.image.id === parent && each.image !== image)
    if (found) setParent(context, image, found.image)
  }
  if (tagged === 0 && ids !== '') say({ stream: ids })
}

async function itemsOf(archive: LoadArchive): Promise<LoadedItem[]> {
  if (!archive.has('manifest.json')) {
    if (archive.has('index.json')) return ociImages(archive)
    archive.read('repositories')
    throw new EngineError(500, 'archives of Docker before 1.10 are not loaded here')
  }
  const parsed = v.safeParse(Manifest, archive.json('manifest.json'))
  if (!parsed.success) {
    const [issue] = parsed.issues
    const where = v.getDotPath(issue) ?? ''
    throw new EngineError(500, `manifest.json: ${where && `${where}: `}${issue.message}`)
  }
  return (parsed.output ?? []).map(({ Config, RepoTags, Layers, Parent }) => ({
    config: Config,
    tags: RepoTags ?? [],
    layers: Layers ?? [],
    parent: Parent,
  }))
}

async function loadImage(
  context: ImageContext,
  archive: LoadArchive,
  item: LoadedItem,
  say: Say,
): Promise<Image> {
  const json = archive.read(item.config)
  const { rootfs, os } = parseImageConfig(json)
  if (os === 'windows') throw new EngineError(500, `cannot load ${os} image on linux`)
  const diffIds = rootfs.diff_ids ?? []
  if (item.layers.length !== diffIds.length) {
    throw new EngineError(
      500,
      `invalid manifest, layers length mismatch: expected ${item.layers.length}, got ${diffIds.length}`,
    )
  }
  const { layers } = context
  const release = layers.hold(diffIds)
  try {
    const done: Layer[] = []
    for (const [index, diffId] of diffIds.entries()) {
      const load = () => loadLayer(archive.read(item.layers[index] ?? ''), { diffId, index, say })
      done.push(await layers.unpack(diffId, load))
    }
    return await addImage(context, await makeImage(json, done))
  } finally {
    release()
  }
}

async function loadLayer(
  bytes: Uint8Array<ArrayBuffer>,
  { diffId, index, say }: { diffId: string; index: number; say: Say },
) {
  const total = bytes.length
  try {
    const layer = await openLayer(bytes, diffId)
    say(progress('Loading layer', shortId(diffId), { current: total, total }))
    return layer
  } catch (error) {
    if (!(error instanceof DigestMismatch)) throw error
    const { expected, actual } = error
    throw new EngineError(
      500,
      `invalid diffID for layer ${index}: expected "${expected}", got "${actual}"`,
    )
  }
}

function tagOf(text: string): Reference {
  let reference: Reference
  try {
    reference = parseNamed(text)
  } catch (error) {
    if (error instanceof InvalidReference) throw new EngineError(500, error.message)
    throw error
  }
  if (reference.tag === undefined) throw new EngineError(500, `invalid tag ${JSON.stringify(text)}`)
  return reference
}

function tag({ images }: ImageContext, image: Image, reference: Reference, say: Say) {
  const before = images.references.get(reference)
  if (before !== undefined && before !== image.id) {
    say({
      stream: `The image ${familiarString(reference)} already exists, renaming the old one with ID ${before} to empty string\n`,
    })
  }
  images.references.addTag(reference, image.id)
}

/** @throws EngineError (500) if the parent's history is not the image's without the last entry */
function setParent({ images }: ImageContext, image: Image, parent: Image) {
  const own = image.config.history ?? []
  const below = parent.config.history ?? []
  const isNext =
    own.length === below.length + 1 &&
    below.every((entry, index) => JSON.stringify(entry) === JSON.stringify(own[index]))
  if (own.length + below.length > 0 && !isNext) {
    throw new EngineError(500, `image ${parent.id} is not a valid parent for ${image.id}`)
  }
  images.setParent(image, parent)
}
