import * as v from 'valibot'
import { invalid } from './errors.ts'

const schema = v.record(
  v.string(),
  v.union([v.array(v.string()), v.record(v.string(), v.boolean())]),
)

/** The values asked for under each filter's name. */
export type Filters = ReadonlyMap<string, readonly string[]>

/**
 * Reads the `filters` parameter: JSON of name → values, or of name → {value: true} as older clients write it.
 * @throws EngineError (400) if it is not that, or names a filter that is not among `known`.
 */
export function parseFilters(text: string | undefined, known: readonly string[]): Filters {
  if (text === undefined || text === '') return new Map()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid('invalid filter')
  }
  const parsed = v.safeParse(schema, value)
  if (!parsed.success) throw invalid('invalid filter')
  const filters = new Map<string, readonly string[]>()
  for (const [name, values] of Object.entries(parsed.output)) {
    if (!known.includes(name)) throw invalid(`Invalid filter '${name}'`)
    filters.set(
      name,
      Array.isArray(values) ? values : Object.keys(values).filter((value) => values[value]),
    )
  }
  return filters
}

/** Whether any of the values under `name` is accepted; a filter that was not given accepts everything. */
export function matches(filters: Filters, name: string, accepts: (value: string) => boolean) {
  const values = filters.get(name)
  return values === undefined || values.length === 0 || values.some(accepts)
}
