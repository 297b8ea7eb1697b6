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
/** Docker wrote a command of one word as that word once. */
const Words = v.pipe(
  v.union([v.array(v.string()), v.string()]),
  v.transform((words) => (typeof words === 'string' ? [words] : words)),
)

/** How an image's containers are checked; durations in nanoseconds. */
export const HealthConfig = v.object({
  Test: optional(v.array(v.string())),
  Interval: optional(v.number()),
  Timeout: optional(v.number()),
  StartPeriod: optional(v.number()),
  Retries: optional(v.number()),
})
export type HealthConfig = v.InferOutput<typeof HealthConfig>

/**
 * What a container of the image starts with; property names as Docker writes them. The specification has some of
 * these, Docker has them all.
 */
export const ContainerConfig = v.object({
  Hostname: optional(v.string()),
  Domainname: optional(v.string()),
  User: optional(v.string()),
  AttachStdin: optional(v.boolean()),
  AttachStdout: optional(v.boolean()),
  AttachStderr: optional(v.boolean()),
  ExposedPorts: optional(v.record(v.string(), Empty)),
  Tty: optional(v.boolean()),
  OpenStdin: optional(v.boolean()),
  StdinOnce: optional(v.boolean()),
  Env: optional(v.array(v.string())),
  Cmd: optional(Words),
  Healthcheck: optional(HealthConfig),
  ArgsEscaped: optional(v.boolean()),
  Image: optional(v.string()),
  Volumes: optional(v.record(v.string(), Empty)),
  WorkingDir: optional(v.string()),
  Entrypoint: optional(Words),
  NetworkDisabled: optional(v.boolean()),
  MacAddress: optional(v.string()),
  OnBuild: optional(v.array(v.string())),
  Labels: optional(StringMap),
  StopSignal: optional(v.string()),
  StopTimeout: optional(v.number()),
  Shell: optional(Words),
})
export type ContainerConfig = v.InferOutput<typeof ContainerConfig>

/** One line of `docker history`; `created` is RFC 3339. */
export const HistoryEntry = v.object({
  created: optional(v.string()),
  created_by: optional(v.string()),
  author: optional(v.string()),
  comment: optional(v.string()),
  empty_layer: optional(v.boolean()),
})
export type HistoryEntry = v.InferOutput<typeof HistoryEntry>

/** Image configuration; the digest of its bytes is the image ID. What only Docker writes is here too. */
export const ImageConfig = v.object({
  created: optional(v.string()),
  author: optional(v.string()),
  comment: optional(v.string()),
  architecture: optional(v.string()),
  variant: optional(v.string()),
  os: optional(v.string()),
  'os.version': optional(v.string()),
  'os.features': optional(v.array(v.string())),
  docker_version: optional(v.string()),
  container: optional(v.string()),
  container_config: optional(ContainerConfig),
  config: optional(ContainerConfig),
  rootfs: v.object({ type: v.literal('layers'), diff_ids: optional(v.array(Digest)) }),
  history: optional(v.array(HistoryEntry)),
})
export type ImageConfig = v.InferOutput<typeof ImageConfig>
