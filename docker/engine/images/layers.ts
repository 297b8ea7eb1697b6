import type { Machine } from '../../machine/machine.ts'
import type { UnpackableLayer } from '../../registry/layer.ts'
import { EngineError } from '../errors.ts'
import { layerPath } from '../paths.ts'
import type { Layer } from './image.ts'

/** The layers that are unpacked in the guest; images that share a layer share its folder. */
export class LayerStore {
  readonly #layers = new Map<string, Promise<Layer>>()
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
   * @throws EngineError (500) in dockerd's words, with what tar said.
   */
  unpack(diffId: string, open: () => Promise<UnpackableLayer>): Promise<Layer> {
    const known = this.#layers.get(diffId)
    if (known) return known
    const unpacking = this.#unpack(diffId, open)
    this.#layers.set(diffId, unpacking)
    unpacking.catch(() => this.#layers.delete(diffId))
    return unpacking
  }

  async #unpack(diffId: string, open: () => Promise<UnpackableLayer>): Promise<Layer> {
    const { tar, opaque, size } = await open()
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
    if (!failure) return { diffId, size }
    await machine.submit([{ op: 'remove', path: folder }]).done
    throw new EngineError(500, `failed to register layer: ${failure.message}`)
  }
}
