import * as v from 'valibot'
import { EngineError } from '../../errors.ts'

/**
 * Shapes as Go's `encoding/json` reads them: what is missing or null is the type's zero value, keys that no field has
 * are passed over. Each schema's message is the Go type that its errors name.
 */

export const text = v.nullish(v.string('string'), '')
export const bool = v.nullish(v.boolean('bool'), false)
export const int = v.nullish(v.pipe(v.number('int64'), v.integer('int64')), 0)
export const uint = v.nullish(
  v.pipe(v.number('uint64'), v.integer('uint64'), v.minValue(0, 'uint64')),
  0,
)

/** A pointer: null where it points nowhere. */
export const pointer = <S extends v.GenericSchema>(schema: S) => v.nullish(schema, null)
export const boolPointer = pointer(v.boolean('bool'))
export const intPointer = pointer(v.pipe(v.number('int64'), v.integer('int64')))

/** A slice: null where it was never made. */
export const slice = <S extends v.GenericSchema>(item: S, type: string) =>
  v.nullish(v.array(item, `[]${type}`), null)
export const strings = slice(v.string('string'), 'string')

/** A command as a list, or as one word (`strslice.StrSlice`). */
export const words = v.nullish(
  v.pipe(
    v.union([v.array(v.string('string'), '[]string'), v.string('string')], 'string'),
    v.transform((value) => (typeof value === 'string' ? [value] : value)),
  ),
  null,
)

/** A map: null where it was never made; Go writes maps with their keys sorted. */
export const map = <T>(value: v.GenericSchema<unknown, T>, type: string) =>
  v.pipe(
    v.nullish(v.record(v.string('string'), value, `map[string]${type}`), null),
    v.transform((entries) => (entries === null ? null : sorted(entries))),
  )
export const stringMap = map(v.string('string'), 'string')

/** A set, `map[string]struct{}`. */
export const set = v.pipe(
  v.nullish(v.record(v.string('string'), v.unknown(), 'map[string]struct {}'), null),
  v.transform((entries) =>
    entries === null
      ? null
      : Object.fromEntries(
          Object.keys(entries)
            .sort()
            .map((key) => [key, {}]),
        ),
  ),
)

/** The same entries with their keys in Go's order. */
export function sorted<T>(entries: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What a map or slice with `omitempty` is written as: left out where nothing is in it. */
export function unlessEmpty<T extends object>(value: T | null | undefined): T | undefined {
  if (value === null || value === undefined) return undefined
  return Object.keys(value).length === 0 ? undefined : value
}

/** Go's name for the struct of a field that is a struct or holds some, by the field's name. */
export type StructNames = Readonly<Record<string, string>>

/**
 * Reads a value that came as JSON.
 * @param root Go's name for the outermost struct, with its package.
 * @throws EngineError (500, as dockerd has it) that names the field, in Go's words.
 */
export function decode<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  root: string,
  structs: StructNames = {},
): v.InferOutput<S> {
  // Go leaves everything at its zero value for null.
  const given = value ?? {}
  const isStruct = typeof given === 'object' && !Array.isArray(given)
  const parsed = isStruct ? v.safeParse(schema, given) : undefined
  if (parsed?.success) return parsed.output
  const issue = parsed?.issues[0]
  const keys = (issue?.path ?? [])
    .map(({ key }) => key)
    .filter((key): key is string => typeof key === 'string')
  if (!issue || keys.length === 0) {
    throw new EngineError(
      500,
      `json: cannot unmarshal ${kind(given)} into Go value of type ${root}`,
    )
  }
  const parent = keys.slice(0, -1).findLast((key) => key in structs)
  const struct = parent === undefined ? root.slice(root.indexOf('.') + 1) : structs[parent]
  throw new EngineError(
    500,
    `json: cannot unmarshal ${kind(issue.input)} into Go struct field ${struct}.${keys.join('.')} of type ${issue.message}`,
  )
}

/** Go's word for a JSON value. */
function kind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 0 ? 'number' : `number ${value}`
  }
  return typeof value
}
