/**
 * The JSON documents of the OCI image specification v1.1 (https://github.com/opencontainers/image-spec)
 * that a registry serves. Unknown properties are dropped, as the specification asks of readers.
 */
import * as v from 'valibot'

/** Media types of the documents and blobs that are read and written here. */
export const MEDIA_TYPE = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  layerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayerGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const

const Digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'not a sha256 digest'))
const Size = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const StringMap = v.record(v.string(), v.string())
/** Go's encoders write `null` where a list or map is empty. */
const optional = <S extends v.GenericSchema>(schema: S) => v.nullish(schema)

const Platform = v.object({
  architecture: v.string(),
  os: v.string(),
  variant: v.optional(v.string()),
})

/** Names content by its digest; `size` in bytes. */
export const Descriptor = v.object({
  mediaType: v.string(),
  digest: Digest,
  size: Size,
  platform: v.optional(Platform),
  annotations: optional(StringMap),
})
export type Descriptor = v.InferOutput<typeof Descriptor>

/** Image index: one manifest for each platform. */
export const Index = v.object({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.picklist([MEDIA_TYPE.index, MEDIA_TYPE.dockerIndex])),
  manifests: v.array(Descriptor),
  annotations: optional(StringMap),
})
export type Index = v.InferOutput<typeof Index>

/** Image manifest: the config and the layers, bottom layer first. */
export const Manifest = v.object({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.picklist([MEDIA_TYPE.manifest, MEDIA_TYPE.dockerManifest])),
  config: Descriptor,
  layers: v.array(Descriptor),
  annotations: optional(StringMap),
})
export type Manifest = v.InferOutput<typeof Manifest>

const Empty = v.object({})

/** What a container of the image starts with; property names as Docker writes them. */
export const ContainerConfig = v.object({
  User: optional(v.string()),
  ExposedPorts: optional(v.record(v.string(), Empty)),
  Env: optional(v.array(v.string())),
  Entrypoint: optional(v.array(v.string())),
  Cmd: optional(v.array(v.string())),
  Volumes: optional(v.record(v.string(), Empty)),
  WorkingDir: optional(v.string()),
  Labels: optional(StringMap),
  StopSignal: optional(v.string()),
  Shell: optional(v.array(v.string())),
})
export type ContainerConfig = v.InferOutput<typeof ContainerConfig>

/** One line of `docker history`; `created` is RFC 3339. */
export const HistoryEntry = v.object({
  created: v.optional(v.string()),
  created_by: v.optional(v.string()),
  author: v.optional(v.string()),
  comment: v.optional(v.string()),
  empty_layer: v.optional(v.boolean()),
})
export type HistoryEntry = v.InferOutput<typeof HistoryEntry>

/** Image configuration; the digest of its bytes is the image ID. */
export const ImageConfig = v.object({
  created: v.optional(v.string()),
  author: v.optional(v.string()),
  architecture: v.string(),
  os: v.string(),
  config: optional(ContainerConfig),
  rootfs: v.object({ type: v.literal('layers'), diff_ids: v.array(Digest) }),
  history: optional(v.array(HistoryEntry)),
})
export type ImageConfig = v.InferOutput<typeof ImageConfig>
