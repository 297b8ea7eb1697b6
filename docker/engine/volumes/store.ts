import type { Machine } from '../../machine/machine.ts'
import { conflict, EngineError, invalid, notFound } from '../errors.ts'
import type { Events } from '../events.ts'
import { randomId, type RandomBytes } from '../ids.ts'
import { checkOptions, type VolumeOptions } from './options.ts'
import { volumeFolder, type Volume } from './volume.ts'

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/

/** What a volume is asked to be. */
export interface VolumeRequest {
  /** A random one where undefined or empty. */
  name?: string | undefined
  /** `local` where undefined or empty; there is no other. */
  driver?: string | undefined
  labels?: Record<string, string> | null | undefined
  options?: VolumeOptions | null | undefined
}

/** What the store works on. */
export interface VolumeContext {
  machine: () => Promise<Machine>
  events: Events
  now: () => Date
  randomBytes: RandomBytes
}

/** The engine's volumes, and which containers use them. */
export class VolumeStore {
  readonly #volumes = new Map<string, Volume>()
  /** Volume name → ids of the containers that were created with it. */
  readonly #users = new Map<string, Set<string>>()
  readonly #context: VolumeContext

  constructor(context: VolumeContext) {
    this.#context = context
  }

  /** Every volume, the oldest first. */
  all(): Volume[] {
    return [...this.#volumes.values()]
  }

  /** @throws EngineError 404 in dockerd's words if there is no such volume. */
  get(name: string): Volume {
    const volume = this.#volumes.get(name)
    if (!volume) throw notFound(`get ${name}: no such volume`)
    return volume
  }

  /**
   * The volume of this name, made where there is none: what `POST /volumes/create` does, and a container's creation
   * for each volume that it mounts. The folder in the guest is made without waiting: what is submitted after it finds it.
   * @throws EngineError (400, 404) in dockerd's words if name, driver or options are not right.
   */
  async create({ name, driver, labels = null, options = null }: VolumeRequest): Promise<Volume> {
    const called = name || randomId(this.#context.randomBytes)
    const known = this.#volumes.get(called)
    checkDriver(called, driver)
    const volume = known ?? this.#add(called, labels, options)
    if (!known) {
      const machine = await this.#context.machine()
      machine.submit([{ op: 'mkdir', path: volume.mountpoint, mode: 0o755 }])
    }
    this.#emit(volume, 'create')
    return volume
  }

  /** {@link VolumeStore.create} as a container's creation asks for it. */
  ensure(name: string | undefined, labels?: Record<string, string>): Promise<Volume> {
    return this.create({ name, labels })
  }

  /** Notes that a container uses a volume: it cannot be removed until {@link VolumeStore.release}. */
  use(volume: Volume, containerId: string) {
    const users = this.#users.get(volume.name) ?? new Set<string>()
    this.#users.set(volume.name, users.add(containerId))
  }

  /** Notes that a container does not use a volume any more, because it was removed. */
  release(volume: Volume, containerId: string) {
    this.#users.get(volume.name)?.delete(containerId)
  }

  /** Ids of the containers that use a volume. */
  users(volume: Volume): string[] {
    return [...(this.#users.get(volume.name) ?? [])]
  }

  /**
   * Removes a volume and its content.
   * @param silent whether no event tells of it, as when it is one of many that are pruned.
   * @throws EngineError 409 in dockerd's words if a container uses it, 500 if the guest cannot remove it.
   */
  async remove(volume: Volume, silent = false): Promise<void> {
    const { name } = volume
    const users = this.users(volume)
    if (users.length > 0) {
      throw conflict(`remove ${name}: volume is in use - [${users.join(', ')}]`)
    }
    this.#volumes.delete(name)
    const machine = await this.#context.machine()
    const { failure } = await machine.submit([{ op: 'remove', path: volumeFolder(name) }]).done
    if (failure) {
      this.#volumes.set(name, volume)
      const path = volume.mountpoint
      throw new EngineError(
        500,
        `remove ${name}: error removing volume path '${path}': ${failure.message}`,
      )
    }
    this.#users.delete(name)
    if (!silent) this.#emit(volume, 'destroy')
  }

  #add(name: string, labels: Volume['labels'], options: VolumeOptions | null): Volume {
    checkName(name)
    checkOptions(name, options ?? {})
    const volume: Volume = {
      name,
      driver: 'local',
      mountpoint: `${volumeFolder(name)}/_data`,
      labels,
      options,
      createdAt: this.#context.now(),
    }
    this.#volumes.set(name, volume)
    return volume
  }

  #emit(volume: Volume, action: string) {
    this.#context.events.emit('volume', action, volume.name, { driver: volume.driver })
  }
}

function checkName(name: string) {
  if (name.length === 1) {
    throw invalid(
      `create ${name}: volume name is too short, names should be at least two alphanumeric characters`,
    )
  }
  if (!NAME.test(name)) {
    throw invalid(
      `create ${name}: ${JSON.stringify(name)} includes invalid characters for a local volume name, ` +
        'only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. ' +
        'If you intended to pass a host directory, use absolute path',
    )
  }
}

function checkDriver(name: string, driver: string | undefined) {
  if (!driver || driver === 'local') return
  throw notFound(
    `create ${name}: error looking up volume plugin ${driver}: plugin ${JSON.stringify(driver)} not found`,
  )
}
