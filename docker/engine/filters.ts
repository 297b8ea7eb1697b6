import * as v from 'valibot'
import { EngineError, invalid } from './errors.ts'
import { JsonSyntaxError, parseJson } from './go/json-syntax.ts'

/** The values asked for under each filter's name (Docker's `filters.Args`). */
export type Filters = ReadonlyMap<string, readonly string[]>

const current = v.nullable(
  v.record(v.string(), v.nullable(v.record(v.string(), v.nullable(v.boolean())))),
)
const legacy = v.nullable(v.record(v.string(), v.nullable(v.array(v.nullable(v.string())))))

/**
 * Reads the `filters` parameter: JSON of name → {value: true}, or of name → values as the oldest clients write it.
 * @throws EngineError (500, which is what dockerd answers) if it is not that, in Go's words; 400 if it names a filter
 *   that is not among `known`, where that is given.
 */
export function parseFilters(text: string | undefined, known?: readonly string[]): Filters {
  if (text === undefined || text === '') return new Map()
  const filters = readFilters(text)
  for (const name of filters.keys()) {
    if (known && !known.includes(name)) throw invalid(`Invalid filter '${name}'`)
  }
  return filters
}

function readFilters(text: string): Filters {
  let value: unknown
  try {
    value = parseJson(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new EngineError(500, error.message)
    throw error
  }
  const asSets = v.safeParse(current, value)
  if (asSets.success) {
    const sets = Object.entries(asSets.output ?? {})
    return new Map(sets.map(([name, set]) => [name, Object.keys(set ?? {})]))
  }
  const asLists = v.safeParse(legacy, value)
  if (asLists.success) {
    const lists = Object.entries(asLists.output ?? {})
    return new Map(lists.map(([name, list]) => [name, (list ?? []).map((item) => item ?? '')]))
  }
  throw new EngineError(500, mismatch(value))
}

/** Go's words for JSON that is not of the type it is read into. */
function mismatch(value: unknown): string {
  const words = (found: unknown, type: string) =>
    `json: cannot unmarshal ${kindOf(found)} into Go value of type ${type}`
  if (!isObject(value)) return words(value, 'map[string]map[string]bool')
  for (const set of Object.values(value)) {
    if (set === null) continue
    if (!isObject(set)) return words(set, 'map[string]bool')
    const odd = Object.values(set).find((member) => member !== null && typeof member !== 'boolean')
    if (odd !== undefined) return words(odd, 'bool')
  }
  return words(value, 'map[string]map[string]bool')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** Whether any of the values under `name` is accepted; a filter that was not given accepts everything. */
export function matches(filters: Filters, name: string, accepts: (value: string) => boolean) {
  const values = filters.get(name)
  return values === undefined || values.length === 0 || values.some(accepts)
}

/** Whether `source` is one of the values (Docker's `ExactMatch`). */
export function matchesExactly(filters: Filters, name: string, source: string): boolean {
  return matches(filters, name, (value) => value === source)
}

/** Whether `source` is, or begins with, one of the values (Docker's `FuzzyMatch`). */
export function matchesPrefix(filters: Filters, name: string, source: string): boolean {
  return matches(filters, name, (value) => source.startsWith(value))
}

/**
 * Whether `source` is one of the values, or contains what one of them as a regular expression describes (Docker's
 * `Match`); a value that is no regular expression matches nothing but itself.
 */
export function matchesPattern(filters: Filters, name: string, source: string): boolean {
  return matches(filters, name, (value) => value === source || isFound(value, source))
}

function isFound(pattern: string, source: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(source)
  } catch {
    return false
  }
}

/** Whether every value, `name` or `name=value`, is among `labels` (Docker's `MatchKVList`). */
export function matchesLabels(
  filters: Filters,
  name: string,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (filters.get(name) ?? []).every((value) => {
    const [key = '', ...rest] = value.split('=')
    return Object.hasOwn(labels, key) && (rest.length === 0 || labels[key] === rest.join('='))
  })
}
