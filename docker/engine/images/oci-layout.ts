import * as v from 'valibot'
import { isPlatform, PLATFORM } from '../../registry/client.ts'
import { Index, Manifest, MEDIA_TYPE, type Descriptor } from '../../registry/oci.ts'
import { InvalidReference, parseNamed } from '../../registry/reference.ts'
import { sha256 } from '../../registry/digest.ts'
import { EngineError } from '../errors.ts'
import type { LoadArchive } from './archive.ts'
import type { LoadedItem } from './load.ts'

/** What an image is called: containerd's annotation has it in full, the specification's has what the tool was told. */
const NAMES = ['io.containerd.image.name', 'org.opencontainers.image.ref.name']

/**
 * The images of an OCI image layout (https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md).
 * Docker 20.10 loads none; later ones do.
 * @throws EngineError (500) that names the file in which something is wrong
 */
export async function ociImages(archive: LoadArchive): Promise<LoadedItem[]> {
  const items: LoadedItem[] = []
  for (const descriptor of read(archive, 'index.json', Index).manifests) {
    const manifest = await manifestOf(archive, descriptor)
    if (!manifest) continue
    items.push({
      config: await verified(archive, manifest.config),
      layers: manifest.layers.map(blobPath),
      tags: tagsOf(descriptor),
    })
  }
  return items
}

async function manifestOf(
  archive: LoadArchive,
  descriptor: Descriptor,
): Promise<Manifest | undefined> {
  const { mediaType, digest } = descriptor
  if (mediaType === MEDIA_TYPE.manifest || mediaType === MEDIA_TYPE.dockerManifest) {
    return read(archive, await verified(archive, descriptor), Manifest)
  }
  if (mediaType !== MEDIA_TYPE.index && mediaType !== MEDIA_TYPE.dockerIndex) return undefined
  const inner = read(archive, await verified(archive, descriptor), Index).manifests.find(
    ({ platform }) => platform && isPlatform(platform, PLATFORM),
  )
  if (!inner) throw new EngineError(500, `${digest}: no manifest for linux/386 in the index`)
  return read(archive, await verified(archive, inner), Manifest)
}

/** A name of a whole image is one; a bare tag names nothing. */
function tagsOf({ annotations }: Descriptor): string[] {
  for (const key of NAMES) {
    const name = annotations?.[key]
    if (name !== undefined && isTag(name)) return [name]
  }
  return []
}

function isTag(text: string): boolean {
  try {
    return parseNamed(text).tag !== undefined
  } catch (error) {
    if (error instanceof InvalidReference) return false
    throw error
  }
}

/** A blob's place in the archive, when it has the digest that it is called by; layers are checked by their diff IDs. */
async function verified(archive: LoadArchive, descriptor: Descriptor): Promise<string> {
  const path = blobPath(descriptor)
  const actual = await sha256(archive.read(path))
  if (actual === descriptor.digest) return path
  throw new EngineError(500, `${path}: its digest is ${actual}`)
}

function blobPath({ digest }: Descriptor): string {
  return `blobs/${digest.replace(':', '/')}`
}

function read<S extends v.GenericSchema>(
  archive: LoadArchive,
  path: string,
  schema: S,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, archive.json(path))
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const where = v.getDotPath(issue)
  throw new EngineError(500, `${path}: ${where === null ? '' : `${where}: `}${issue.message}`)
}
