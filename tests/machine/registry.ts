import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fetch } from '../../docker/registry/download.ts'
import { projectFolder } from '../../scripts/project.node.ts'

/** `sha256:<hex>` */
export const sha256 = (bytes: Uint8Array) =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** An image as its layers' blobs, and the config without what follows from them. */
export interface TestImage {
  /** Such as `library/test`. */
  repository: string
  tag: string
  config: object
  layers: readonly Uint8Array[]
  layerType?: string
}

/** A registry in memory, beside the one that set-up built. */
export function registryWith(images: readonly TestImage[]): Fetch {
  const files = new Map<string, Uint8Array>()
  for (const { repository, tag, config, layers, layerType } of images) {
    const add = (mediaType: string, bytes: Uint8Array) => {
      const digest = sha256(bytes)
      files.set(`/v2/${repository}/blobs/${digest}`, bytes)
      return { mediaType, digest, size: bytes.length }
    }
    const type = layerType ?? 'application/vnd.oci.image.layer.v1.tar+gzip'
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: add(
          'application/vnd.oci.image.config.v1+json',
          Buffer.from(JSON.stringify(config)),
        ),
        layers: layers.map((layer) => add(type, layer)),
      }),
    )
    files.set(`/v2/${repository}/manifests/${tag}`, manifest)
    files.set(`/v2/${repository}/manifests/${sha256(manifest)}`, manifest)
    files.set(
      `/v2/${repository}/tags/list`,
      Buffer.from(JSON.stringify({ name: repository, tags: [tag] })),
    )
  }
  return async (url) => {
    const { pathname } = new URL(url)
    const path = decodeURIComponent(pathname)
    const bytes =
      files.get(path) ??
      (await readFile(join(projectFolder, 'public', path)).catch(() => undefined))
    return bytes ? new Response(Buffer.from(bytes)) : new Response('', { status: 404 })
  }
}
