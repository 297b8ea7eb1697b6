import * as v from 'valibot'
import { sha256 } from '../../registry/digest.ts'
import { ImageConfig } from '../../registry/oci.ts'
import { layerPath } from '../paths.ts'

/** A layer as the guest has it. */
export interface Layer {
  /** Digest of the uncompressed tar: the layer's name in the guest, and what images share. */
  readonly diffId: string
  /** Its size in bytes, as dockerd counts an unpacked layer. */
  readonly size: number
}

/** An image that the engine has. */
export interface Image {
  /** `sha256:` digest of the config. */
  readonly id: string
  /** The config's own bytes. */
  readonly json: Uint8Array<ArrayBuffer>
  readonly config: ImageConfig
  /** Bottom layer first. */
  readonly layers: readonly Layer[]
  /** For each layer, the digest of it and all that are below it: what dockerd calls its layers by. */
  readonly chainIds: readonly string[]
}

/** The bytes are no image config. */
export class InvalidImageConfig extends Error {
  override readonly name = 'InvalidImageConfig'
}

/**
 * Reads an image config.
 * @throws {InvalidImageConfig} which names the place in it.
 */
export function parseImageConfig(json: Uint8Array): ImageConfig {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new InvalidImageConfig(`invalid image JSON: ${reason}`, { cause })
  }
  if (typeof value === 'object' && value !== null && !('rootfs' in value)) {
    throw new InvalidImageConfig('invalid image JSON, no RootFS key')
  }
  const parsed = v.safeParse(ImageConfig, value)
  if (!parsed.success) {
    const [issue] = parsed.issues
    const where = v.getDotPath(issue)
    throw new InvalidImageConfig(
      `invalid image JSON: ${where === null ? '' : `${where}: `}${issue.message}`,
    )
  }
  const { rootfs, history } = parsed.output
  const filled = (history ?? []).filter((entry) => !entry.empty_layer).length
  if (filled > (rootfs.diff_ids ?? []).length) {
    throw new InvalidImageConfig('too many non-empty layers in History section')
  }
  return parsed.output
}

/**
 * Makes an image of its config and the layers that the config names.
 * @throws {InvalidImageConfig}
 */
export async function makeImage(
  json: Uint8Array<ArrayBuffer>,
  layers: readonly Layer[],
): Promise<Image> {
  const config = parseImageConfig(json)
  return {
    id: await sha256(json),
    json,
    config,
    layers,
    chainIds: await chainIdsOf(layers.map(({ diffId }) => diffId)),
  }
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#layer-chainid */
export async function chainIdsOf(diffIds: readonly string[]): Promise<string[]> {
  const chain: string[] = []
  for (const diffId of diffIds) {
    const below = chain.at(-1)
    chain.push(
      below === undefined ? diffId : await sha256(new TextEncoder().encode(`${below} ${diffId}`)),
    )
  }
  return chain
}

/** The digest of a layer of nothing, which dockerd does not add to an image. */
export const EMPTY_LAYER = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef'

/** Sum of the layers' sizes in bytes; layers shared with other images count in each. */
export function imageSize(image: Image): number {
  return image.layers.reduce((sum, { size }) => sum + size, 0)
}

/**
 * The layers' folders in the guest, the topmost first, as overlayfs wants them. A layer that comes twice stands where
 * it is topmost, since it hides everything of itself further down; overlayfs does not take a folder twice.
 */
export function layerFolders(image: Image): string[] {
  return [...new Set(image.layers.map(({ diffId }) => layerPath(diffId)).toReversed())]
}
