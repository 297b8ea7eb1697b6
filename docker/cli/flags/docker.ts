import { humanBytes } from '../format/size.ts'
import { Flag, type FlagOptions } from './flag.ts'
import { parseBytes, parseCpus, parseDuration } from './units.ts'

/** Filters by name, each with the values that it was given, as the API takes them. */
export type Filters = Readonly<Record<string, readonly string[]>>

/** A flag with `name=value` filters (Docker's `opts.FilterOpt`). */
export function filter(usage: string, options: FlagOptions = { short: 'f' }): Flag<Filters> {
  return new Flag<Filters>({
    usage,
    ...options,
    type: 'filter',
    value: {},
    parse(given, before) {
      if (given === '') return before
      const at = given.indexOf('=')
      if (at < 0) throw new Error('bad format of filter (expected name=value)')
      const name = given.slice(0, at).trim().toLowerCase()
      const value = given.slice(at + 1).trim()
      const values = before[name] ?? []
      return values.includes(value) ? before : { ...before, [name]: [...values, value] }
    },
  })
}

/** What the API takes as `filters`: `{"name":{"value":true}}`; undefined where there are none. */
export function filtersJson(filters: Filters): string | undefined {
  const names = Object.keys(filters).sort()
  if (names.length === 0) return undefined
  const values = (name: string) =>
    Object.fromEntries([...(filters[name] ?? [])].sort().map((value) => [value, true]))
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, values(name)])))
}

/** A flag with a number of bytes, with or without a unit: `512m` (Docker's `opts.MemBytes`). */
export function bytes(usage: string, options: FlagOptions = {}, value = 0): Flag<number> {
  return new Flag({
    usage,
    ...options,
    type: 'bytes',
    value,
    ...(value === 0 ? {} : { shownDefault: humanBytes(value) }),
    parse: parseBytes,
  })
}

/** As {@link bytes}, where -1 is unlimited. */
export function swapBytes(usage: string, options: FlagOptions = {}, value = 0): Flag<number> {
  return new Flag({
    usage,
    ...options,
    type: 'bytes',
    value,
    ...(value === 0 ? {} : { shownDefault: String(value) }),
    parse: (given) => (given === '-1' ? -1 : parseBytes(given)),
  })
}

/** A flag with a number of processors, kept in billionths (Docker's `opts.NanoCPUs`). */
export function cpus(usage: string, options: FlagOptions = {}): Flag<number> {
  return new Flag({ usage, ...options, type: 'decimal', value: 0, parse: parseCpus })
}

/** A flag with a Go duration (`1m30s`), kept in nanoseconds. */
export function duration(usage: string, options: FlagOptions = {}): Flag<number> {
  return new Flag({ usage, ...options, type: 'duration', value: 0, parse: parseDuration })
}

interface MapOptions extends FlagOptions {
  check?: (text: string) => string | undefined
}

/** A flag with `key=value` pairs, of which the last one of a key counts. */
export function map(
  usage: string,
  { check, ...options }: MapOptions = {},
): Flag<Readonly<Record<string, string>>> {
  return new Flag<Readonly<Record<string, string>>>({
    usage,
    ...options,
    type: options.type ?? 'map',
    value: {},
    shownDefault: 'map[]',
    parse(given, before) {
      const [name = '', ...value] = (check?.(given) ?? given).split('=')
      return { ...before, [name]: value.join('=') }
    },
  })
}
