import { quote } from '../format/text.ts'
import { Flag, type FlagOptions } from './flag.ts'
import { parseBool } from './parse.ts'
import { parseInteger } from './numbers.ts'

interface TextOptions extends FlagOptions {
  /** Rejects a value by throwing an Error that says why. */
  check?: (text: string) => void
}

/** A flag that is on or off. */
export function bool(usage: string, options: FlagOptions = {}, value = false): Flag<boolean> {
  return new Flag({
    usage,
    ...options,
    type: '',
    value,
    isBoolean: true,
    ...(value ? { shownDefault: 'true' } : {}),
    parse: parseBool,
  })
}

/** A flag with text; the last one given counts. */
export function text(usage: string, options: TextOptions = {}, value = ''): Flag<string> {
  const { check, ...rest } = options
  return new Flag({
    usage,
    ...rest,
    type: options.type ?? 'string',
    value,
    ...(value === '' ? {} : { shownDefault: quote(value) }),
    parse(given) {
      check?.(given)
      return given
    },
  })
}

interface ListOptions extends FlagOptions {
  /** Rejects a value by throwing an Error that says why; text that it returns is kept instead of the value. */
  check?: (text: string) => string | undefined
}

/** A flag that may be given several times. */
export function list(usage: string, options: ListOptions = {}): Flag<readonly string[]> {
  const { check, ...rest } = options
  return new Flag<readonly string[]>({
    usage,
    ...rest,
    type: options.type ?? 'list',
    value: [],
    parse: (given, before) => [...before, check?.(given) ?? given],
  })
}

/** A flag with a whole number of 64 bits. */
export function int(usage: string, options: FlagOptions = {}, value = 0): Flag<number> {
  return new Flag({
    usage,
    ...options,
    type: options.type ?? 'int',
    value,
    ...(value === 0 ? {} : { shownDefault: String(value) }),
    parse: (given) => parseInteger(given, 64),
  })
}

/** A flag with a whole number that is not negative. */
export function uint(usage: string, options: FlagOptions & { bits?: 16 | 64 } = {}): Flag<number> {
  const { bits = 64, ...rest } = options
  return new Flag({
    usage,
    ...rest,
    type: options.type ?? (bits === 16 ? 'uint16' : 'uint'),
    value: 0,
    parse: (given) => parseInteger(given, bits, true),
  })
}
