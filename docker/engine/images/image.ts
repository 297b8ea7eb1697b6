import type { ImageConfig } from '../../registry/oci.ts'

/** A layer as the guest has it. */
export interface Layer {
  /** Digest of the uncompressed tar: the layer's name in the guest, and what images share. */
  readonly diffId: string
  /** Sum of its files' sizes in bytes. */
  readonly size: number
}

/** An image that has been pulled. */
export interface Image {
  /** `sha256:` digest of the config. */
  readonly id: string
  readonly config: ImageConfig
  /** Bottom layer first. */
  readonly layers: readonly Layer[]
}

/** Sum of the layers' sizes in bytes; layers shared with other images count in each. */
export function imageSize(image: Image): number {
  return image.layers.reduce((sum, { size }) => sum + size, 0)
}
