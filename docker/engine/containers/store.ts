import { conflict, EngineError, invalid, notFound } from '../errors.ts'
import type { RandomBytes } from '../ids.ts'
import { randomName } from '../names.ts'
import type { Container } from './container.ts'

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/

/** The engine's containers, by id and by name. */
export class ContainerStore {
  readonly #containers = new Map<string, Container>()
  /** Names of containers that are being made, and their ids. */
  readonly #reserved = new Map<string, string>()
  readonly #randomBytes: RandomBytes

  constructor(randomBytes: RandomBytes) {
    this.#randomBytes = randomBytes
  }

  /** Every container, the newest first. */
  all(): Container[] {
    return [...this.#containers.values()].reverse()
  }

  add(container: Container) {
    this.#containers.set(container.id, container)
  }

  delete(container: Container) {
    this.#containers.delete(container.id)
  }

  has({ id }: Container): boolean {
    return this.#containers.has(id)
  }

  /** Keeps a name for a container that is being made. Returns the way to give it free. */
  reserve(name: string, id: string): () => void {
    this.#reserved.set(name, id)
    return () => void this.#reserved.delete(name)
  }

  /**
   * Finds a container by id, name, or the beginning of its id.
   * @throws EngineError 404 `No such container: …`, 500 where the beginning is several containers'.
   */
  get(name: string): Container {
    const exact = this.#containers.get(name) ?? this.#byName(name)
    if (exact) return exact
    const found = this.all().filter(({ id }) => name !== '' && id.startsWith(name))
    const [container, other] = found
    if (other) throw new EngineError(500, `multiple IDs found with provided prefix: ${name}`)
    if (!container) throw notFound(`No such container: ${name}`)
    return container
  }

  /**
   * The name for a new container: the one asked for, or a random one.
   * @throws EngineError (400, 409) in Docker's words if the name is malformed or taken.
   */
  nameFor(asked: string | undefined): string {
    if (asked === undefined || asked === '') return this.#freeName()
    const name = asked.replace(/^\//, '')
    if (!NAME.test(name)) {
      throw invalid(`Invalid container name (${asked}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`)
    }
    const holder = this.#byName(name)?.id ?? this.#reserved.get(name)
    if (holder !== undefined) {
      throw conflict(
        `Conflict. The container name "/${name}" is already in use by container "${holder}". ` +
          'You have to remove (or rename) that container to be able to reuse that name.',
      )
    }
    return name
  }

  #freeName(): string {
    for (let attempt = 0; ; attempt++) {
      const name = randomName(this.#randomBytes, attempt)
      if (!this.#byName(name) && !this.#reserved.has(name)) return name
    }
  }

  #byName(name: string): Container | undefined {
    const bare = name.replace(/^\//, '')
    return this.all().find((container) => container.name === bare)
  }
}
