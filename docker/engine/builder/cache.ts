import type { ContainerConfig } from '../../registry/oci.ts'
import type { Image } from '../images/image.ts'
import type { ImageStore } from '../images/store.ts'

/** Looks for what has been built before (dockerd's `imageProber` on its local cache). */
export class BuildCache {
  readonly #images: ImageStore
  readonly #isOff: boolean
  /** Nothing above an image that had to be made has been made before. */
  #isBusted = false

  constructor(images: ImageStore, isOff: boolean) {
    this.#images = images
    this.#isOff = isOff
  }

  /** Begins a stage. */
  reset() {
    this.#isBusted = false
  }

  /** The newest image that was made on `base` with this container's config. */
  probe(base: Image | undefined, config: ContainerConfig): Image | undefined {
    if (this.#isOff || this.#isBusted) return undefined
    const candidates = base
      ? this.#images.children(base)
      : this.#images.all().filter((image) => !this.#images.parent(image))
    const created = ({ config: { created } }: Image) => Date.parse(created ?? '') || 0
    const [found] = candidates
      .filter((image) => isSame(image.config.container_config ?? {}, config))
      .sort((a, b) => created(b) - created(a))
    this.#isBusted = found === undefined
    return found
  }
}

/** Whether two configs are the same for the cache (`image/cache.compare`). */
function isSame(a: ContainerConfig, b: ContainerConfig): boolean {
  return (
    !a.OpenStdin &&
    !b.OpenStdin &&
    !a.AttachStdout === !b.AttachStdout &&
    !a.AttachStderr === !b.AttachStderr &&
    (a.User ?? '') === (b.User ?? '') &&
    !a.Tty === !b.Tty &&
    isSameList(a.Cmd, b.Cmd) &&
    isSameList(a.Env, b.Env) &&
    isSameList(a.Entrypoint, b.Entrypoint) &&
    isSameMap(a.Labels, b.Labels) &&
    isSameMap(keys(a.ExposedPorts), keys(b.ExposedPorts)) &&
    isSameMap(keys(a.Volumes), keys(b.Volumes))
  )
}

type List = readonly string[] | null | undefined
type Strings = Readonly<Record<string, string>> | null | undefined

function isSameList(a: List, b: List): boolean {
  const [one, other] = [a ?? [], b ?? []]
  return one.length === other.length && one.every((value, at) => value === other[at])
}

function isSameMap(a: Strings, b: Strings): boolean {
  const [one, other] = [a ?? {}, b ?? {}]
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
  )
}

function keys(map: object | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.keys(map ?? {}).map((name) => [name, '']))
}
