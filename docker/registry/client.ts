import * as v from 'valibot'
import { sha256 } from './digest.ts'
import { download, type DownloadOptions, type Fetch } from './download.ts'
import {
  DigestMismatch,
  DownloadFailed,
  NoSuchPlatform,
  NotFound,
  RegistryUnreachable,
} from './errors.ts'
import { Descriptor, ImageConfig, Index, Manifest, MEDIA_TYPE } from './oci.ts'
import { familiarName, familiarString, type Reference } from './reference.ts'

/** What an image is for. */
export interface Platform {
  os: string
  architecture: string
  variant?: string | undefined
}

/** Platform of the images that the machine can run. */
export const PLATFORM = { os: 'linux', architecture: '386' } as const satisfies Platform

/** How an image is looked for. */
export interface ResolveOptions extends DownloadOptions {
  /** {@link PLATFORM} where not given. */
  platform?: Platform
}

/** An image as the registry describes it; every document's digest has been verified. */
export interface ResolvedImage {
  readonly reference: Reference
  /** Digest that the tag names (of the index, or of the manifest where there is none): `docker images --digests`. */
  readonly digest: string
  readonly manifestDigest: string
  readonly manifest: Manifest
  /** The image ID. */
  readonly configDigest: string
  readonly config: ImageConfig
  /** The config's own bytes. */
  readonly configBytes: Uint8Array<ArrayBuffer>
}

/** Reads images of an OCI distribution registry. */
export interface RegistryClient {
  /**
   * Names of the tags in a repository.
   *
   * @throws {NotFound} in dockerd's words when there is no such repository.
   * @throws {RegistryUnreachable | DownloadFailed}
   */
  tags(repository: Reference): Promise<readonly string[]>
  /**
   * Finds the manifest for a platform and its config.
   *
   * @throws {NotFound} in dockerd's words when there is no such repository or tag.
   * @throws {NoSuchPlatform} when the index has no manifest for the platform.
   * @throws {RegistryUnreachable} for a registry other than docker.io.
   * @throws {DigestMismatch | DownloadFailed}
   */
  resolve(reference: Reference, options?: ResolveOptions): Promise<ResolvedImage>
  /**
   * Downloads a blob, verifies its size and digest, and only then returns it.
   *
   * @param repository such as `library/base` ({@link Reference.path}).
   * @throws {DigestMismatch | DownloadFailed | NotFound}
   */
  blob(
    repository: string,
    descriptor: Descriptor,
    options?: DownloadOptions,
  ): Promise<Uint8Array<ArrayBuffer>>
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#listing-tags */
const TagList = v.object({ name: v.string(), tags: v.nullish(v.array(v.string())) })

const MANIFEST_TYPES = [
  MEDIA_TYPE.index,
  MEDIA_TYPE.manifest,
  MEDIA_TYPE.dockerIndex,
  MEDIA_TYPE.dockerManifest,
].join(', ')

/**
 * A client of the registry below `baseUrl`, which stands in for docker.io as a mirror does. Only GET
 * is used and no answer's headers are relied on, so that plain files on a static host will do.
 *
 * @param baseUrl absolute address of the folder that has `v2/` in it, such as the deck's own.
 */
export function createRegistryClient({
  baseUrl,
  fetch = (url, init) => globalThis.fetch(url, init),
}: {
  baseUrl: string | URL
  fetch?: Fetch
}): RegistryClient {
  const root = new URL(baseUrl)
  if (!root.pathname.endsWith('/')) root.pathname += '/'
  const address = (path: string) => new URL(`v2/${path}`, root).href

  async function manifestBytes(reference: Reference, name: string, options: DownloadOptions) {
    const url = address(`${reference.path}/manifests/${name}`)
    const notFound = `manifest for ${familiarString(reference)} not found: manifest unknown: manifest unknown`
    try {
      const bytes = await download(
        fetch,
        { url, accept: MANIFEST_TYPES, missing: 'manifest', notFound },
        options,
      )
      return { url, bytes }
    } catch (error) {
      if (error instanceof NotFound) await assertRepository(reference, options)
      throw error
    }
  }

  /** A host says 404 alike for a missing tag and a missing repository; Docker's words differ. */
  async function assertRepository(reference: Reference, options: DownloadOptions) {
    await tagsList(reference, options)
  }

  async function tagsList(reference: Reference, options: DownloadOptions) {
    const url = address(`${reference.path}/tags/list`)
    const notFound =
      `pull access denied for ${familiarName(reference)}, repository does not exist or may require ` +
      "'docker login': denied: requested access to the resource is denied"
    const wanted = { url, accept: '*/*', missing: 'repository', notFound } as const
    return { url, bytes: await download(fetch, wanted, options) }
  }

  async function blob(repository: string, descriptor: Descriptor, options: DownloadOptions = {}) {
    const { digest, size } = descriptor
    const url = address(`${repository}/blobs/${digest}`)
    const notFound = `blob ${digest} of ${repository} not found: blob unknown to registry`
    const bytes = await download(
      fetch,
      { url, accept: '*/*', missing: 'blob', notFound, size },
      options,
    )
    await verify(kindOf(descriptor), digest, bytes)
    return bytes
  }

  return {
    async tags(repository) {
      if (repository.domain !== 'docker.io') throw new RegistryUnreachable(repository.domain)
      const { url, bytes } = await tagsList(repository, {})
      return parse(TagList, { url, bytes }).tags ?? []
    },
    async resolve(reference, options = {}) {
      const { platform: wanted = PLATFORM } = options
      if (reference.domain !== 'docker.io') throw new RegistryUnreachable(reference.domain)
      const control: DownloadOptions = options.signal ? { signal: options.signal } : {}
      const name = reference.digest ?? reference.tag ?? 'latest'
      const top = await manifestBytes(reference, name, control)
      const digest = await sha256(top.bytes)
      if (reference.digest !== undefined && digest !== reference.digest) {
        throw new DigestMismatch('manifest', reference.digest, digest)
      }

      const document = parse(v.union([Manifest, Index]), top)
      let manifest: Manifest
      let manifestDigest = digest
      if ('manifests' in document) {
        const chosen = document.manifests.find(
          ({ platform }) => platform !== undefined && isPlatform(platform, wanted),
        )
        if (!chosen) throw new NoSuchPlatform(formatPlatform(wanted))
        const found = await manifestBytes(reference, chosen.digest, control)
        await verify('manifest', chosen.digest, found.bytes)
        manifest = parse(Manifest, found)
        manifestDigest = chosen.digest
      } else {
        manifest = document
      }

      const configDigest = manifest.config.digest
      const configBytes = await blob(reference.path, manifest.config, control)
      const config = parse(ImageConfig, {
        url: address(`${reference.path}/blobs/${configDigest}`),
        bytes: configBytes,
      })
      const { length } = config.rootfs.diff_ids ?? []
      if (length !== manifest.layers.length) {
        throw new DownloadFailed(
          top.url,
          `the config has ${length} diff IDs for ${manifest.layers.length} layers`,
          false,
        )
      }
      return { reference, digest, manifestDigest, manifest, configDigest, config, configBytes }
    },
    blob,
  }
}

/** `linux/386`, with the variant where there is one. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter(Boolean).join('/')
}

/** Whether something made for one platform is for another; a variant that was not asked for does not count. */
export function isPlatform(made: Platform, wanted: Platform): boolean {
  return (
    made.os === wanted.os &&
    made.architecture === wanted.architecture &&
    (wanted.variant === undefined || (made.variant ?? '') === wanted.variant)
  )
}

async function verify(what: string, expected: string, bytes: Uint8Array<ArrayBuffer>) {
  const actual = await sha256(bytes)
  if (actual !== expected) throw new DigestMismatch(what, expected, actual)
}

function kindOf({ mediaType }: Descriptor): string {
  if (/\.layer\.|\.rootfs\./.test(mediaType)) return 'layer'
  return mediaType === MEDIA_TYPE.config || mediaType === MEDIA_TYPE.dockerConfig
    ? 'config'
    : 'blob'
}

function parse<S extends v.GenericSchema>(
  schema: S,
  { url, bytes }: { url: string; bytes: Uint8Array },
): v.InferOutput<S> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new DownloadFailed(url, 'it is not JSON', false, { cause })
  }
  const result = v.safeParse(schema, json)
  if (result.success) return result.output
  const issue = result.issues[0]
  const where = v.getDotPath(issue)
  throw new DownloadFailed(url, where ? `${where}: ${issue.message}` : issue.message, false)
}
