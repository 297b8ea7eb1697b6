import type { Machine } from '../../machine/machine.ts'
import type { UnpackableLayer } from '../../registry/layer.ts'
import { EngineError } from '../errors.ts'
import { layerPath } from '../paths.ts'
import { applyFailure } from './open-layer.ts'
import type { Layer } from './image.ts'

interface StoredLayer extends Layer {
  /** Its tar, every byte as it came, compressed by gzip: browsers keep what is big outside of memory. */
  readonly blob: Blob
  /** Bytes of the tar before they were compressed. */
  readonly tarSize: number
}

/** The layers that are unpacked in the guest; images that share a layer share its folder. */
export class LayerStore {
  readonly #layers = new Map<string, Promise<StoredLayer>>()
  /** How many pulls and loads under way need a layer that no image has yet. */
  readonly #holds = new Map<string, number>()
  readonly #machine: () => Promise<Machine>

  constructor(machine: () => Promise<Machine>) {
    this.#machine = machine
  }

  /** The layer, once it is there; undefined where nobody has begun to unpack it. */
  get(diffId: string): Promise<Layer> | undefined {
    return this.#layers.get(diffId)
  }

  /**
   * Unpacks a layer into its folder in the guest. Whoever asks for a layer that is being unpacked gets that one;
   * of a layer that could not be unpacked nothing is kept.
   * @param diffId `sha256:<hex>`
   * @param open gives the verified layer, and is called only where the layer is not there yet.
   * @throws EngineError (500) in dockerd's words, with what the agent said.
   */
  unpack(diffId: string, open: () => Promise<UnpackableLayer>): Promise<Layer> {
    const known = this.#layers.get(diffId)
    if (known) return known
    const unpacking = this.#unpack(diffId, open)
    this.#layers.set(diffId, unpacking)
    unpacking.catch(() => this.#layers.delete(diffId))
    return unpacking
  }

  /** A layer's own tar: its size in bytes, and the way to read it. @throws EngineError (500) if it is not there. */
  async tar(diffId: string) {
    const layer = await this.#layers.get(diffId)
    if (!layer) throw new EngineError(500, 'layer does not exist')
    const { tarSize: size, blob } = layer
    return { size, open: () => blob.stream().pipeThrough(new DecompressionStream('gzip')) }
  }

  /** Keeps layers that are being fetched from being collected. Returns the way to let go of them. */
  hold(diffIds: readonly string[]): () => void {
    const count = (diffId: string, by: number) =>
      this.#holds.set(diffId, (this.#holds.get(diffId) ?? 0) + by)
    for (const diffId of diffIds) count(diffId, 1)
    return () => {
      for (const diffId of diffIds) count(diffId, -1)
    }
  }

  /** Removes every layer from the guest that is neither used nor held. */
  async collect(used: ReadonlySet<string>): Promise<void> {
    const unused = [...this.#layers.keys()].filter(
      (diffId) => !used.has(diffId) && !this.#holds.get(diffId),
    )
    if (unused.length === 0) return
    for (const diffId of unused) this.#layers.delete(diffId)
    const machine = await this.#machine()
    await machine.submit([
      // One that cannot be removed does not keep the others.
      { op: 'finally' },
      ...unused.map((diffId) => ({ op: 'remove' as const, path: layerPath(diffId) })),
    ]).done
  }

  async #unpack(diffId: string, open: () => Promise<UnpackableLayer>): Promise<StoredLayer> {
    const { tar, opaque, size, blob, tarSize } = await open()
    const machine = await this.#machine()
    const folder = layerPath(diffId)
    const task = machine.submit([
      { op: 'mkdir', path: folder, mode: 0o755 },
      { op: 'unpack', path: folder },
      ...opaque.map((path) => ({
        op: 'setxattr' as const,
        path: path === '' ? folder : `${folder}/${path}`,
        name: 'trusted.overlay.opaque',
        value: 'y',
      })),
    ])
    const feeding = tar.pipeTo(task.stdin).catch(() => undefined)
    const { failure } = await task.done
    await feeding
    if (!failure) return { diffId, size, blob, tarSize }
    await machine.submit([{ op: 'remove', path: folder }]).done
    throw applyFailure(failure.message)
  }
}
