import type { Machine, Outcome, Step } from '../../machine/machine.ts'
import { EngineError, invalid } from '../errors.ts'
import { packLayer } from '../images/changes.ts'
import { layerFolders, type Image } from '../images/image.ts'
import { DATA_ROOT } from '../paths.ts'
import { readText } from '../streams.ts'

/** Mount options are handed to the kernel in one page, its end included. */
const MOUNT_DATA_MAX = 4095

/** An image's files in the guest with a writable layer over them: what a step of a build without a container works in. */
export class Workspace {
  readonly #machine: Machine
  readonly #folder: string
  #isMounted = true

  private constructor(machine: Machine, folder: string) {
    this.#machine = machine
    this.#folder = folder
  }

  /**
   * Mounts an image's files.
   * @param id what its folder is called
   * @throws EngineError (400) if the image has more layers than one mount can take, 500 if it cannot be mounted
   */
  static async open(machine: Machine, image: Image | undefined, id: string): Promise<Workspace> {
    const folder = `${DATA_ROOT}/builds/${id}`
    const lower = [`${folder}/lower`, ...(image ? layerFolders(image) : [])]
    const data = `lowerdir=${lower.join(':')},upperdir=${folder}/upper,workdir=${folder}/work`
    if (data.length > MOUNT_DATA_MAX) {
      throw invalid(
        `max depth exceeded: an image with ${image?.layers.length ?? 0} layers cannot be mounted`,
      )
    }
    const target = `${folder}/merged`
    const { failure } = await machine.submit([
      ...['lower', 'upper', 'work', 'merged'].map((name): Step => {
        return { op: 'mkdir', path: `${folder}/${name}` }
      }),
      { op: 'mount', source: 'overlay', target, type: 'overlay', data },
    ]).done
    if (!failure) return new Workspace(machine, folder)
    await machine.submit([{ op: 'remove', path: folder }]).done
    throw new EngineError(500, failure.message)
  }

  /** Where the files are in the guest. */
  get root(): string {
    return `${this.#folder}/merged`
  }

  /** Runs steps of which some may fail. */
  async look(steps: readonly Step[]): Promise<Outcome> {
    return this.#machine.submit([{ op: 'finally' }, ...steps]).done
  }

  /** Packs a file or a folder; undefined where nothing is there. @throws EngineError (500) */
  async pack(path: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const task = this.#machine.submit([{ op: 'pack', root: this.root, path, name, follow: true }])
    const [tar, { failure }] = await Promise.all([
      new Response(task.stdout).arrayBuffer(),
      task.done,
      task.stderr.cancel(),
      task.stdin.close(),
    ])
    if (failure?.errno === ENOENT) return undefined
    if (failure) throw new EngineError(500, failure.message)
    return new Uint8Array(tar)
  }

  /** Unpacks a tar whose names are from the root on. @throws EngineError (500) with what the agent said */
  async unpack(tar: ReadableStream<Uint8Array>): Promise<void> {
    const task = this.#machine.submit([{ op: 'unpack', root: this.root, path: '/' }])
    const feeding = tar.pipeTo(task.stdin).catch(() => undefined)
    const [, , { failure }] = await Promise.all([
      task.stdout.cancel(),
      readText(task.stderr),
      task.done,
    ])
    await feeding
    if (failure) throw new EngineError(500, failure.message)
  }

  /** What was written, as a layer's tar; the files are gone then, so that the guest has them once. */
  async finish(): Promise<Uint8Array<ArrayBuffer>> {
    try {
      await this.#unmount()
      return await packLayer(this.#machine, `${this.#folder}/upper`)
    } finally {
      await this.close()
    }
  }

  /** Takes everything away; may come twice. */
  async close(): Promise<void> {
    await this.#unmount()
    await this.#machine.submit([{ op: 'remove', path: this.#folder }]).done
  }

  async #unmount() {
    if (!this.#isMounted) return
    this.#isMounted = false
    await this.#machine.submit([{ op: 'umount', target: this.root }]).done
  }
}

const ENOENT = 2
