import { ApiError } from '../api.ts'
import type { Cli } from '../cli.ts'
import { containerPath } from './api.ts'
import { jsonLines } from './json-lines.ts'
import { emptyEntry, statsBody, statsEntry, type StatsEntry } from './stats-entry.ts'

/** Milliseconds after which figures are too old to be shown. */
const PATIENCE = 2000

/** One container whose use of resources is watched. */
interface Watched {
  entry: StatsEntry
  /** What keeps its figures from coming. */
  problem: string | undefined
  /** Resolves when there are figures, or there will not be any soon. */
  first: Promise<void>
  stop: AbortController
}

/** Containers whose use of resources is watched, in the order in which they came. */
export class StatsWatch {
  readonly #cli: Cli
  readonly #isStream: boolean
  readonly #watched = new Map<string, Watched>()

  /** @param isStream whether more figures are wanted than the first */
  constructor(cli: Cli, isStream: boolean) {
    this.#cli = cli
    this.#isStream = isStream
  }

  /** Watches a container, unless it is watched already. */
  add(name: string) {
    if (this.#watched.has(name)) return
    const watched: Watched = {
      entry: emptyEntry(name),
      problem: undefined,
      first: Promise.resolve(),
      stop: new AbortController(),
    }
    watched.first = this.#begin(watched)
    this.#watched.set(name, watched)
  }

  remove(name: string) {
    this.#watched.get(name)?.stop.abort()
    this.#watched.delete(name)
  }

  /** Resolves when each container has figures, or will not have any soon. */
  async ready() {
    await Promise.all([...this.#watched.values()].map(({ first }) => first))
  }

  entries(): StatsEntry[] {
    return [...this.#watched.values()].map(({ entry }) => entry)
  }

  problems(): string[] {
    return [...this.#watched.values()].flatMap(({ problem }) => problem ?? [])
  }

  close() {
    for (const name of [...this.#watched.keys()]) this.remove(name)
  }

  /** Reads figures as they come; resolves with the first. */
  #begin(watched: Watched): Promise<void> {
    return new Promise((resolve) => {
      const reset = () => {
        const { container } = watched.entry
        const { name, id } = watched.entry
        watched.entry = { ...emptyEntry(container), name, id, isInvalid: true }
        watched.problem = 'timeout waiting for stats'
        resolve()
      }
      let timer = setTimeout(reset, PATIENCE)
      watched.stop.signal.addEventListener('abort', () => clearTimeout(timer))
      const take = (entry: StatsEntry) => {
        clearTimeout(timer)
        if (this.#isStream && !watched.stop.signal.aborted) timer = setTimeout(reset, PATIENCE)
        watched.entry = entry
        watched.problem = undefined
        resolve()
      }
      this.#read(watched, take).catch((error: unknown) => {
        if (!(error instanceof ApiError)) return
        clearTimeout(timer)
        watched.problem = error.message
        watched.entry = { ...watched.entry, isInvalid: true }
        resolve()
      })
    })
  }

  async #read({ entry, stop }: Watched, take: (entry: StatsEntry) => void) {
    const query = { stream: this.#isStream ? '1' : '0' }
    const path = containerPath(entry.container, 'stats')
    const response = await this.#cli.api.send('GET', path, { query })
    for await (const body of jsonLines(statsBody, response, stop.signal)) {
      take(statsEntry(entry.container, body))
    }
  }
}
