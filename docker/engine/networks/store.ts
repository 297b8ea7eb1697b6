import { invalid, notFound } from '../errors.ts'
import { matches, matchesExactly, matchesLabels, matchesPattern, type Filters } from '../filters.ts'
import { randomId, type RandomBytes } from '../ids.ts'

/** A network that containers can be on. */
export interface Network {
  readonly id: string
  readonly name: string
  /** Which of libnetwork's drivers makes it: `null` gives a container a loopback device and nothing else. */
  readonly driver: string
  readonly created: Date
}

/** Names that no network of a user's may have. */
export const PREDEFINED = ['bridge', 'host', 'none', 'default']

/** What `GET /networks` can be filtered by. */
export const NETWORK_FILTERS = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']

/**
 * The engine's networks: `bridge`, on which containers are by default, and `none`. Both are of the driver `null`: there
 * is no bridge, and a container has its loopback device only. `host` is not there, because nothing of the machine's own
 * network is for containers.
 */
export class NetworkStore {
  readonly #networks: readonly Network[]

  constructor({ now, randomBytes }: { now: () => Date; randomBytes: RandomBytes }) {
    this.#networks = ['bridge', 'none'].map((name) => ({
      id: randomId(randomBytes),
      name,
      driver: 'null',
      created: now(),
    }))
  }

  all(): readonly Network[] {
    return this.#networks
  }

  /**
   * Finds a network by ID, name, or the beginning of its ID.
   * @throws EngineError 404 `network … not found`, 400 where the beginning is several networks'.
   */
  get(term: string): Network {
    const whole = this.#networks.find(({ id, name }) => id === term || name === term)
    if (whole) return whole
    const found = this.#networks.filter(({ id }) => id.startsWith(term))
    const [network] = found
    if (!network || term === '') throw notFound(`network ${term} not found`)
    if (found.length > 1) {
      throw invalid(
        `network ${term} is ambiguous (${found.length} matches found based on ID prefix)`,
      )
    }
    return network
  }

  /**
   * The networks that filters ask for.
   * @throws EngineError (400) for a value that a filter does not take
   */
  filtered(filters: Filters): Network[] {
    const danglingOnly = dangling(filters)
    for (const type of filters.get('type') ?? []) {
      if (type !== 'builtin' && type !== 'custom') {
        throw invalid(`invalid filter: 'type'='${type}'`)
      }
    }
    return this.#networks.filter(
      ({ id, name, driver }) =>
        matchesExactly(filters, 'driver', driver) &&
        matchesPattern(filters, 'name', name) &&
        matchesPattern(filters, 'id', id) &&
        matchesLabels(filters, 'label', {}) &&
        matchesExactly(filters, 'scope', 'local') &&
        danglingOnly !== true &&
        matches(filters, 'type', (type) => type === 'builtin'),
    )
  }
}

function dangling(filters: Filters): boolean | undefined {
  const values = filters.get('dangling') ?? []
  if (values.length > 1) throw invalid('got more than one value for filter key "dangling"')
  const [value] = values
  if (value === undefined) return undefined
  if (value === '1' || value === 'true') return true
  if (value === '0' || value === 'false') return false
  throw invalid(`invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`)
}
