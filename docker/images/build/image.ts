import { gzipSync } from 'fflate'
import { createHash } from 'node:crypto'
import { MEDIA_TYPE, type Descriptor, type HistoryEntry } from '../../registry/oci.ts'
import type { ContainerConfig, ImageConfig, Index, Manifest } from '../../registry/oci.ts'

/** Content and the descriptor that names it. */
export interface Blob {
  descriptor: Descriptor
  bytes: Uint8Array
}

/** A layer: its compressed blob, and the digest of its tar. */
export interface Layer extends Blob {
  diffId: string
}

/** What a build ends with, before it is given a form. */
export interface ImageParts {
  /** RFC 3339. */
  created: string
  config: ContainerConfig
  history: readonly HistoryEntry[]
  layers: readonly Layer[]
}

/** An image in the OCI's form. */
export interface Image extends ImageParts {
  /** Short name, `lua`. */
  name: string
  index: Blob
  manifest: Blob
  configBlob: Blob
}

const PLATFORM = { architecture: '386', os: 'linux' } as const

/** Compresses a layer's tar. fflate does that alike everywhere, which zlib's versions do not. */
export function createLayer(tar: Uint8Array): Layer {
  const bytes = gzipSync(tar, { level: 9, mtime: 0 })
  return { ...blobOf(bytes, MEDIA_TYPE.layerGzip), diffId: digestOf(tar) }
}

/** Writes an image's config, manifest and index. The same parts give the same bytes. */
export function createImage(name: string, parts: ImageParts, base: Image | undefined): Image {
  const { created, config, history, layers } = parts
  const annotations = { 'org.opencontainers.image.created': created }
  const configBlob = jsonBlob<ImageConfig>(MEDIA_TYPE.config, {
    created,
    ...PLATFORM,
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: [...history],
  })
  const manifest = jsonBlob<Manifest>(MEDIA_TYPE.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: configBlob.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
    annotations: {
      ...annotations,
      ...(base && {
        'org.opencontainers.image.base.name': `docker.io/library/${base.name}:latest`,
        'org.opencontainers.image.base.digest': base.index.descriptor.digest,
      }),
    },
  })
  const index = jsonBlob<Index>(MEDIA_TYPE.index, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.index,
    manifests: [{ ...manifest.descriptor, platform: PLATFORM }],
    annotations,
  })
  return { ...parts, name, index, manifest, configBlob }
}

function jsonBlob<T>(mediaType: string, document: T): Blob {
  return blobOf(Buffer.from(JSON.stringify(document)), mediaType)
}

function blobOf(bytes: Uint8Array, mediaType: string): Blob {
  return { bytes, descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length } }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
