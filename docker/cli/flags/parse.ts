/**
 * Reads flags as Docker's client does (the rules of spf13/pflag, error texts included): long ones with `--name value`
 * or `--name=value`, short ones that may be run together (`-it`, `-eNAME=value`), booleans that take no value unless
 * after `=`.
 */
import { quote } from '../format/text.ts'
import { FlagError, type AnyFlag, type Flags } from './flag.ts'

/** What is left when the flags are taken out. */
export interface ParsedArgs {
  positional: string[]
  /** `--help` or `-h` was met; what it stands between is read all the same. */
  help: boolean
  /** Lines about flags that are out of use; Docker's client writes them to standard output. */
  warnings: string[]
}

const DEPRECATED_HELP = 'Flag shorthand -h has been deprecated, please use --help\n'

/**
 * Reads flags out of arguments into `flags`. Every command has `--help` besides.
 * @param interspersed whether flags may follow the first argument that is none; where not, the rest is left as it is.
 * @throws FlagError
 */
export function parseFlags(
  flags: Flags,
  argv: readonly string[],
  interspersed: boolean,
): ParsedArgs {
  const parsed: ParsedArgs = { positional: [], help: false, warnings: [] }
  const rest = [...argv]
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') {
      parsed.positional.push(...rest)
      break
    }
    if (arg.startsWith('--')) parseLong(flags, arg, rest, parsed)
    else if (arg.startsWith('-') && arg !== '-') parseShort(flags, arg.slice(1), rest, parsed)
    else {
      parsed.positional.push(arg)
      if (interspersed) continue
      parsed.positional.push(...rest)
      break
    }
  }
  return parsed
}

function parseLong(flags: Flags, arg: string, rest: string[], parsed: ParsedArgs) {
  const [name = '', ...valueParts] = arg.slice(2).split('=')
  if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${arg}`)
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
  if (!flag) {
    if (name !== 'help') throw new FlagError(`unknown flag: --${name}`)
    parsed.help = valueParts.length === 0 || readBool(valueParts.join('='), '"-h, --help" flag')
    return
  }
  if (valueParts.length > 0) give(flag, name, valueParts.join('='), parsed)
  else if (flag.isBoolean) give(flag, name, 'true', parsed)
  else give(flag, name, next(rest, `--${name}`), parsed)
}

function parseShort(flags: Flags, cluster: string, rest: string[], parsed: ParsedArgs) {
  for (let letters = cluster; letters !== '';) {
    const letter = letters.charAt(0)
    const after = letters.slice(1)
    const found = Object.entries(flags).find(([, { short }]) => short === letter)
    if (!found) {
      if (letter !== 'h' || flags['help']) {
        throw new FlagError(`unknown shorthand flag: '${letter}' in -${letters}`)
      }
      parsed.warnings.push(DEPRECATED_HELP)
      const hasValue = after.length > 1 && after.startsWith('=')
      parsed.help = !hasValue || readBool(after.slice(1), '"-h, --help" flag')
      if (hasValue) return
      letters = after
      continue
    }
    const [name, flag] = found
    if (after.length > 1 && after.startsWith('=')) {
      give(flag, name, after.slice(1), parsed)
      return
    }
    if (!flag.isBoolean) {
      give(flag, name, after === '' ? next(rest, `'${letter}' in -${letters}`) : after, parsed)
      return
    }
    give(flag, name, 'true', parsed)
    letters = after
  }
}

function give(flag: AnyFlag, name: string, value: string, parsed: ParsedArgs) {
  const names = flag.short ? `-${flag.short}, --${name}` : `--${name}`
  invalidUnless(value, `"${names}" flag`, () => flag.set(value))
  if (flag.deprecated !== undefined) {
    parsed.warnings.push(`Flag --${name} has been deprecated, ${flag.deprecated}\n`)
  }
}

function readBool(text: string, name: string): boolean {
  return invalidUnless(text, name, () => parseBool(text))
}

function invalidUnless<T>(value: string, name: string, take: () => T): T {
  try {
    return take()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new FlagError(`invalid argument ${quote(value)} for ${name}: ${reason}`)
  }
}

function next(rest: string[], flag: string): string {
  const value = rest.shift()
  if (value === undefined) throw new FlagError(`flag needs an argument: ${flag}`)
  return value
}

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True']
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False']

/** Go's `strconv.ParseBool`. @throws Error in its words */
export function parseBool(text: string): boolean {
  if (TRUE.includes(text)) return true
  if (FALSE.includes(text)) return false
  throw new Error(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`)
}
