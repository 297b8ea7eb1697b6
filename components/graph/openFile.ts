import type {
  Descriptor,
  ImageDocument,
  ImageDocuments,
} from '../../composables/image/documents.ts'
import { shortDigest } from '../../composables/image/jsonLines.ts'

/** What can be opened: a document, or a layer by its position from the bottom. */
export type FileName = 'index' | 'manifest' | 'config' | number

/** A file of an image that lies open. */
export interface OpenFile {
  /** What it is. */
  title: string
  /** Its address in the image's repository, shortened. */
  address: string
  /** The digest by which it is named; undefined where that is a tag. */
  expected: string | undefined
  /** The digest of its bytes; undefined where it is not known. */
  computed: string | undefined
  /** Bytes. */
  size: number
  /** The document; of a layer, what the manifest says of it. */
  json: unknown
  /** What in it leads on. */
  lit: ReadonlySet<string>
  /** Members to show beside what leads on, where not everything is shown. */
  only: ReadonlySet<string>
  /** Of a layer, whose bytes are no document. */
  layer: { image: string; descriptor: Descriptor; diffId: string } | undefined
}

/** Opens a file of an image; undefined where it could not be read. */
export function openFile(documents: ImageDocuments, file: FileName): OpenFile | undefined {
  const { name, index, manifest, config } = documents
  const layers = manifest?.content.layers ?? []
  if (file === 'index') {
    const lit = index?.content.manifests.map(({ digest }) => digest) ?? []
    return index && shown(index, lit, ['platform', 'architecture', 'os'])
  }
  if (file === 'manifest') {
    const lit = [manifest?.content.config, ...layers].flatMap((next) => next?.digest ?? [])
    return manifest && shown(manifest, lit, [])
  }
  if (file === 'config') return config && shown(config, config.content.rootfs.diff_ids, ['Cmd'])
  const descriptor = layers[file]
  if (!descriptor) return undefined
  return {
    title: `layer ${file + 1} of ${layers.length}`,
    address: `…/blobs/${shortDigest(descriptor.digest)}`,
    expected: descriptor.digest,
    computed: undefined,
    size: descriptor.size,
    json: descriptor,
    lit: new Set([descriptor.digest]),
    only: new Set(),
    layer: { image: name, descriptor, diffId: config?.content.rootfs.diff_ids[file] ?? '' },
  }
}

function shown(document: ImageDocument<unknown>, lit: string[], only: string[]): OpenFile {
  const { kind, address, expected, computed, size, json } = document
  return {
    title: kind,
    address: address
      .replace(/^v2\/library\/[^/]+/, '…')
      .replace(/sha256:[0-9a-f]{64}/, shortDigest),
    expected,
    computed,
    size,
    json,
    lit: new Set(lit),
    only: new Set(only),
    layer: undefined,
  }
}
