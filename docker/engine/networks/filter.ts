import { EngineError, invalid } from '../errors.ts'
import { matches, matchesExactly, matchesLabels, matchesPattern, type Filters } from '../filters.ts'
import { isUserDefined, type Network } from './network.ts'

/** What `GET /networks` can be filtered by. */
export const NETWORK_FILTERS = ['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type']

/**
 * The networks that filters ask for (dockerd's `FilterNetworks`).
 * @throws EngineError for a value that a filter does not take
 */
export function filterNetworks(networks: readonly Network[], filters: Filters): Network[] {
  const dangling = danglingFilter(filters)
  for (const type of filters.get('type') ?? []) {
    if (type === 'builtin' || type === 'custom') continue
    throw new EngineError(500, `invalid filter: 'type'='${type}'`)
  }
  return networks.filter(
    ({ id, name, driver, labels, endpoints }) =>
      matchesExactly(filters, 'driver', driver) &&
      matchesPattern(filters, 'name', name) &&
      matchesPattern(filters, 'id', id) &&
      matchesLabels(filters, 'label', labels) &&
      matchesExactly(filters, 'scope', 'local') &&
      (dangling === undefined || (isUserDefined(name) && endpoints.size === 0) === dangling) &&
      matches(filters, 'type', (type) => (type === 'custom') === isUserDefined(name)),
  )
}

function danglingFilter(filters: Filters): boolean | undefined {
  const values = filters.get('dangling') ?? []
  if (values.length > 1) throw invalid('got more than one value for filter key "dangling"')
  const [value] = values
  if (value === undefined) return undefined
  if (value === '1' || value === 'true') return true
  if (value === '0' || value === 'false') return false
  throw invalid(`invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")`)
}
