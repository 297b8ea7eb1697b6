/** An object of a request's body. */
export type JsonObject = Record<string, unknown>

/** The fields that Go's `omitempty` keeps: no empty text, zero, false, null or empty list. */
export function omitEmpty(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)))
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return value === undefined || value === null || value === '' || value === 0 || value === false
}

/** A list as Go marshals a slice that nothing was ever added to: null where it is empty. */
export function nullIfEmpty<T>(values: readonly T[]): readonly T[] | null {
  return values.length === 0 ? null : values
}

/** A map that is left out where it is empty. */
export function mapOrNothing(map: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(map).length === 0 ? undefined : map
}
