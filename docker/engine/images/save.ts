import {
  familiarName,
  familiarString,
  InvalidReference,
  isNameOnly,
  parseAnyReference,
  type AnyReference,
  type Reference,
} from '../../registry/reference.ts'
import { streamTar, type StreamedEntry } from '../../registry/tar-stream.ts'
import { EngineError, notFound } from '../errors.ts'
import { marshalJson, sortedMap } from '../go/json-text.ts'
import { emitImage, type ImageContext } from './context.ts'
import type { Image } from './image.ts'
import { v1Layers } from './v1.ts'

/** An image that is saved, and the tags that go with it. */
interface Chosen {
  image: Image
  tags: Reference[]
}

const EPOCH = new Date(0)
const encoder = new TextEncoder()

/**
 * Writes images as dockerd 20.10 does: an archive that every Docker since the first loads, with the layers as they
 * came.
 * @throws EngineError if a name is none of an image's, or an image has no layers; nothing has been written then.
 */
export async function saveImages(
  context: ImageContext,
  names: readonly string[],
): Promise<ReadableStream<Uint8Array>> {
  const chosen = choose(context, names)
  const files = new Map<string, StreamedEntry>()
  const manifest: object[] = []
  const repositories: Record<string, Record<string, string>> = {}
  for (const { image, tags } of chosen) {
    if (image.layers.length === 0) throw new EngineError(500, 'empty export - not implemented')
    const folders = await addImage(context, image, files)
    for (const tag of tags) {
      const repository = (repositories[familiarName(tag)] ??= {})
      repository[tag.tag ?? ''] = folders.at(-1) ?? ''
    }
    const parent = context.images.parent(image)
    const isParentThere = chosen.some((each) => each.image === parent)
    manifest.push({
      Config: `${hexOf(image)}.json`,
      RepoTags: tags.length > 0 ? tags.map(familiarString) : null,
      Layers: folders.map((folder) => `${folder}/layer.tar`),
      ...(parent && isParentThere && { Parent: parent.id }),
    })
  }
  addFile(files, 'manifest.json', `${marshalJson(manifest)}\n`, EPOCH)
  if (Object.keys(repositories).length > 0) {
    const sorted = Object.entries(repositories).map(([name, tags]) => [name, sortedMap(tags)])
    addFile(files, 'repositories', `${marshalJson(sortedMap(Object.fromEntries(sorted)))}\n`, EPOCH)
  }
  for (const { image } of chosen) emitImage(context, 'save', image)
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file)
  return streamTar(sorted)
}

/** Adds an image's config and layers. @returns the layers' folders, the bottom one first */
async function addImage(
  { layers }: ImageContext,
  image: Image,
  files: Map<string, StreamedEntry>,
): Promise<string[]> {
  const created = new Date(Date.parse(image.config.created ?? '') || 0)
  const written = new Map<string, string>()
  const folders = await v1Layers(image)
  for (const [index, { id, json }] of folders.entries()) {
    if (files.has(`${id}/`)) continue
    const diffId = image.layers[index]?.diffId ?? ''
    const header = { mode: 0o755, mtime: created, size: 0 }
    files.set(`${id}/`, { header: { ...header, name: id, type: 'directory' } })
    addFile(files, `${id}/VERSION`, '1.0', created)
    addFile(files, `${id}/json`, json, created)
    const name = `${id}/layer.tar`
    const same = written.get(diffId)
    if (same === undefined) {
      const { size, open } = await layers.tar(diffId)
      files.set(name, {
        header: { ...header, name, type: 'file', mode: 0o644, size },
        content: () => Promise.resolve(open()),
      })
      written.set(diffId, id)
    } else {
      const linkname = `../${same}/layer.tar`
      files.set(name, { header: { ...header, name, type: 'symlink', mode: 0o777, linkname } })
    }
  }
  addFile(files, `${hexOf(image)}.json`, image.json, created)
  return folders.map(({ id }) => id)
}

function addFile(
  files: Map<string, StreamedEntry>,
  name: string,
  text: string | Uint8Array,
  mtime: Date,
) {
  const content = typeof text === 'string' ? encoder.encode(text) : text
  const header = { name, type: 'file', mode: 0o644, size: content.length, mtime } as const
  files.set(name, { header, content })
}

/** The images that names are of; the name of a repository is that of all in it (dockerd's `parseNames`). */
function choose({ images }: ImageContext, names: readonly string[]): Chosen[] {
  const chosen = new Map<string, Chosen>()
  const add = (image: Image | undefined, missing: string, tag?: Reference) => {
    if (!image) throw notFound(missing)
    const known = chosen.get(image.id) ?? { image, tags: [] }
    chosen.set(image.id, known)
    if (!tag || tag.digest !== undefined) return
    if (known.tags.every((each) => familiarString(each) !== familiarString(tag))) {
      known.tags.push(tag)
    }
  }
  for (const name of names) {
    const reference = anyReference(name)
    if ('id' in reference) {
      add(images.byId(reference.id), `No such image: ${reference.id}`)
    } else if (familiarName(reference) === 'sha256') {
      add(images.byPrefix(name), `No such image: ${name}`)
    } else if (isNameOnly(reference)) {
      const inside = images.references.inRepository(reference)
      for (const entry of inside) add(images.byId(entry.id), '', entry.reference)
      if (inside.length === 0) add(images.byPrefix(name), `No such image: ${name}`)
    } else {
      add(images.byReference(reference), 'reference does not exist', reference)
    }
  }
  return [...chosen.values()]
}

function anyReference(name: string): AnyReference {
  try {
    return parseAnyReference(name)
  } catch (error) {
    if (error instanceof InvalidReference) throw new EngineError(500, error.message)
    throw error
  }
}

function hexOf({ id }: Image): string {
  return id.slice('sha256:'.length)
}
