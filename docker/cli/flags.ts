/**
 * Flags as Docker's client reads them (the rules of spf13/pflag, error texts included): long ones with `--name value`
 * or `--name=value`, short ones that may be run together (`-it`, `-eNAME=value`), booleans that take no value unless
 * after `=`.
 */

/** The arguments cannot be read; the message is pflag's. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
}

interface FlagInit<T> {
  usage: string
  short?: string
  /** What the value is called in the help, and what the flag has if nobody gives it. */
  type: string
  value: T
  parse: (text: string, before: T) => T
  /** How the help shows the default; undefined where it does not. */
  shownDefault?: string
  /** A boolean's value is optional. */
  isBoolean?: boolean
}

/** What reading and listing flags needs to know of one. */
export interface AnyFlag {
  readonly usage: string
  readonly short: string | undefined
  /** What the value is called in the help. */
  readonly type: string
  readonly isBoolean: boolean
  readonly shownDefault: string | undefined
  /** Takes a value. @throws Error why the text is none */
  set(text: string): void
}

/** One flag of a command, and what it was given. */
export class Flag<T> implements AnyFlag {
  readonly usage: string
  readonly short: string | undefined
  readonly type: string
  readonly isBoolean: boolean
  readonly shownDefault: string | undefined
  value: T
  /** Whether it was given. */
  changed = false
  readonly #parse: (text: string, before: T) => T

  constructor({ usage, short, type, value, parse, shownDefault, isBoolean = false }: FlagInit<T>) {
    this.usage = usage
    this.short = short
    this.type = type
    this.value = value
    this.#parse = parse
    this.shownDefault = shownDefault
    this.isBoolean = isBoolean
  }

  set(text: string) {
    this.value = this.#parse(text, this.value)
    this.changed = true
  }
}

/** Flags by their long name. */
export type Flags = Readonly<Record<string, AnyFlag>>

interface FlagOptions {
  short?: string
  /** Rejects a value by throwing an Error that says why. */
  check?: (text: string) => void
  /** What the value is called in the help. */
  type?: string
}

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True']
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False']

/** A flag that is on or off. */
export function bool(usage: string, { short }: FlagOptions = {}, value = false): Flag<boolean> {
  return new Flag({
    usage,
    ...(short ? { short } : {}),
    type: '',
    value,
    isBoolean: true,
    ...(value ? { shownDefault: 'true' } : {}),
    parse(text) {
      if (TRUE.includes(text)) return true
      if (FALSE.includes(text)) return false
      throw new Error(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`)
    },
  })
}

/** A flag with text; the last one given counts. */
export function text(usage: string, options: FlagOptions = {}, value = ''): Flag<string> {
  return new Flag({
    usage,
    ...(options.short ? { short: options.short } : {}),
    type: options.type ?? 'string',
    value,
    ...(value === '' ? {} : { shownDefault: JSON.stringify(value) }),
    parse(given) {
      options.check?.(given)
      return given
    },
  })
}

/** A flag that may be given several times. */
export function list(usage: string, options: FlagOptions = {}): Flag<readonly string[]> {
  return new Flag<readonly string[]>({
    usage,
    ...(options.short ? { short: options.short } : {}),
    type: options.type ?? 'list',
    value: [],
    parse(given, before) {
      options.check?.(given)
      return [...before, given]
    },
  })
}

/** A flag with a whole number. */
export function int(usage: string, { short }: FlagOptions = {}, value = 0): Flag<number> {
  return new Flag({
    usage,
    ...(short ? { short } : {}),
    type: 'int',
    value,
    ...(value === 0 ? {} : { shownDefault: String(value) }),
    parse(given) {
      if (/^[+-]?\d+$/.test(given)) return Number(given)
      throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`)
    },
  })
}

/** What is left when the flags are taken out. */
export interface ParsedArgs {
  positional: string[]
  /** `--help` or `-h` was met, and parsing went no further. */
  help: 'long' | 'short' | undefined
}

/**
 * Reads flags out of arguments into `flags`.
 * @param interspersed whether flags may follow the first argument that is none; where not, the rest is left as it is.
 * @throws FlagError
 */
export function parseFlags(
  flags: Flags,
  argv: readonly string[],
  interspersed: boolean,
): ParsedArgs {
  const positional: string[] = []
  const rest = [...argv]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') return { positional: [...positional, ...rest], help: undefined }
    if (arg === '-' || !arg.startsWith('-')) {
      positional.push(arg)
      if (!interspersed) return { positional: [...positional, ...rest], help: undefined }
      continue
    }
    const help = arg.startsWith('--')
      ? parseLong(flags, arg, rest)
      : parseShort(flags, arg.slice(1), rest)
    if (help) return { positional, help }
  }
  return { positional, help: undefined }
}

function parseLong(flags: Flags, arg: string, rest: string[]): ParsedArgs['help'] {
  const [name = '', ...valueParts] = arg.slice(2).split('=')
  if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${arg}`)
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
  if (!flag) {
    if (name === 'help') return 'long'
    throw new FlagError(`unknown flag: --${name}`)
  }
  if (valueParts.length > 0) give(flag, name, valueParts.join('='))
  else if (flag.isBoolean) give(flag, name, 'true')
  else give(flag, name, next(rest, `--${name}`))
  return undefined
}

function parseShort(flags: Flags, cluster: string, rest: string[]): ParsedArgs['help'] {
  for (let letters = cluster; letters !== '';) {
    const letter = letters.charAt(0)
    const after = letters.slice(1)
    const found = Object.entries(flags).find(([, { short }]) => short === letter)
    if (!found) {
      if (letter === 'h') return 'short'
      throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`)
    }
    const [name, flag] = found
    if (after.length > 1 && after.startsWith('=')) {
      give(flag, name, after.slice(1))
      return undefined
    }
    if (flag.isBoolean) {
      give(flag, name, 'true')
      letters = after
      continue
    }
    give(flag, name, after === '' ? next(rest, `'${letter}' in -${letters}`) : after)
    return undefined
  }
  return undefined
}

function give(flag: AnyFlag, name: string, value: string) {
  try {
    flag.set(value)
  } catch (error) {
    const names = flag.short ? `-${flag.short}, --${name}` : `--${name}`
    const reason = error instanceof Error ? error.message : String(error)
    throw new FlagError(`invalid argument ${JSON.stringify(value)} for "${names}" flag: ${reason}`)
  }
}

function next(rest: string[], flag: string): string {
  const value = rest.shift()
  if (value === undefined) throw new FlagError(`flag needs an argument: ${flag}`)
  return value
}
