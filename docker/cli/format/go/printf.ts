/** Go's `fmt.Sprintf`, for all verbs that values of templates can take. */

import { quote } from '../text.ts'
import { formatFloat } from './float.ts'
import { printValue } from './print.ts'
import { unboxed, type GoValue } from './value.ts'

interface Spec {
  verb: string
  flags: string
  width: number | undefined
  precision: number | undefined
}

const DIRECTIVE = /%([-+# 0]*)(\*|\d+)?(?:(\.)(\*|\d+)?)?/y

/** Puts values into a format. */
export function sprintf(format: string, args: readonly GoValue[]): string {
  let text = ''
  let next = 0
  let at = 0
  const count = (given: string | undefined): number | undefined | 'bad' => {
    if (given !== '*') return given === undefined ? undefined : Number(given)
    const value = unboxed(args[next++] ?? { kind: 'invalid' })
    const isWhole = value.kind === 'int' || value.kind === 'uint'
    return isWhole && value.value <= 1_000_000n ? Number(value.value) : 'bad'
  }
  while (at < format.length) {
    const percent = format.indexOf('%', at)
    if (percent < 0) break
    text += format.slice(at, percent)
    DIRECTIVE.lastIndex = percent
    const [all = '', given = '', wide, dot, precise] = DIRECTIVE.exec(format) ?? []
    const width = count(wide)
    if (width === 'bad') text += '%!(BADWIDTH)'
    const precision = dot === undefined ? undefined : count(precise ?? '0')
    if (precision === 'bad') text += '%!(BADPREC)'
    const [verb = ''] = format.slice(percent + all.length)
    at = percent + all.length + verb.length
    if (verb === '') {
      text += '%!(NOVERB)'
      break
    }
    if (verb === '%') {
      text += '%'
      continue
    }
    const value = args[next++]
    if (value === undefined) {
      text += `%!${verb}(MISSING)`
      continue
    }
    const isNegative = typeof width === 'number' && width < 0
    const flags = isNegative ? `${given}-` : given
    text += formatOne(value, {
      verb,
      flags: flags.includes('-') ? flags.replaceAll('0', '') : flags,
      width: typeof width === 'number' ? Math.abs(width) : undefined,
      precision: typeof precision === 'number' && precision >= 0 ? precision : undefined,
    })
  }
  text += format.slice(at)
  const extra = args.slice(next).map((value) => {
    const { type, text: shown } = describe(value)
    return type === '' ? shown : `${type}=${shown}`
  })
  return extra.length > 0 ? `${text}%!(EXTRA ${extra.join(', ')})` : text
}

function describe(value: GoValue): { type: string; text: string } {
  const inner = unboxed(value)
  return {
    type: inner.kind === 'invalid' ? '' : inner.type.name,
    text: printValue(inner, {}),
  }
}

function formatOne(value: GoValue, spec: Spec): string {
  const inner = unboxed(value)
  if (spec.verb === 'T') return pad(inner.kind === 'invalid' ? '<nil>' : inner.type.name, spec)
  if (spec.verb === 'p') return badVerb(inner, spec)
  return printValue(inner, {
    names: spec.flags.includes('+'),
    leaf: (part) => formatLeaf(part, spec),
  })
}

function badVerb(value: GoValue, spec: Spec): string {
  if (value.kind === 'invalid') return `%!${spec.verb}(<nil>)`
  return `%!${spec.verb}(${value.type.name}=${formatOne(value, { ...spec, verb: 'v' })})`
}

function formatLeaf(value: GoValue, spec: Spec): string | undefined {
  const { verb } = spec
  const bad = () => badVerb(value, spec)
  switch (value.kind) {
    case 'invalid':
      return verb === 'v' ? pad('<nil>', spec) : bad()
    case 'bool':
      return verb === 'v' || verb === 't' ? pad(String(value.value), spec) : bad()
    case 'int':
    case 'uint':
      if (value.type.text && 'vsq'.includes(verb)) {
        return formatText(value.type.text(value.value), spec) ?? bad()
      }
      return formatInteger(value.value, spec) ?? bad()
    case 'float':
      return 'veEfFgG'.includes(verb) ? formatReal(value.value, spec) : bad()
    case 'string':
      return formatText(value.type.text?.(value.value) ?? value.value, spec) ?? bad()
    case 'struct':
      return formatText(value.type.text?.(value.value) ?? '', spec) ?? bad()
    case 'pointer':
      if (verb === 'v') return value.value === null ? pad('<nil>', spec) : undefined
      return 'bdoxX'.includes(verb) && value.value === null ? pad('0', spec) : bad()
    default:
      return bad()
  }
}

const BASES: Record<string, number> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }

function formatInteger(value: bigint, spec: Spec): string | undefined {
  const { verb, flags, precision, width } = spec
  const base = BASES[verb]
  if (base === undefined) return formatCharacter(value, spec)
  const size = value < 0n ? -value : value
  if (precision === 0 && value === 0n) return pad('', { ...spec, flags: flags.replaceAll('0', '') })
  const sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const prefixes: Record<string, string> = { b: '0b', o: '0', x: '0x', X: '0X' }
  const prefix = verb === 'O' ? '0o' : flags.includes('#') ? (prefixes[verb] ?? '') : ''
  const filled = flags.includes('0') && width !== undefined && precision === undefined
  const digits = size.toString(base).padStart(precision ?? (filled ? width - sign.length : 0), '0')
  const cased = verb === 'X' ? digits.toUpperCase() : digits
  const isPrefixed = prefix === '0' && cased.startsWith('0')
  return pad(sign + (isPrefixed ? '' : prefix) + cased, {
    ...spec,
    flags: flags.replaceAll('0', ''),
  })
}

function formatCharacter(value: bigint, spec: Spec): string | undefined {
  const isCode = value >= 0n && value <= 0x10_ff_ffn && !(value >= 0xd800n && value <= 0xdfffn)
  const character = isCode ? String.fromCodePoint(Number(value)) : '\ufffd'
  if (spec.verb === 'c') return pad(character, spec)
  if (spec.verb === 'q') return pad(quote(character, "'"), spec)
  if (spec.verb !== 'U') return undefined
  const hex = `U+${value
    .toString(16)
    .toUpperCase()
    .padStart(spec.precision ?? 4, '0')}`
  return pad(spec.flags.includes('#') ? `${hex} '${character}'` : hex, spec)
}

function formatReal(value: number, spec: Spec): string {
  const { verb, flags, width } = spec
  const isGeneral = verb === 'v' || verb === 'g' || verb === 'G'
  const precision = spec.precision ?? (isGeneral ? -1 : 6)
  const text = formatFloat(value, verb === 'v' ? 'g' : verb, precision)
  const isSigned = /^[+-]/.test(text)
  const lead = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  const sign = isSigned ? text.charAt(0) : lead
  const size = isSigned ? text.slice(1) : text
  const shownSign = sign === '+' && size === 'Inf' && lead === ' ' ? ' ' : sign
  const isFilled = flags.includes('0') && width !== undefined && Number.isFinite(value)
  const digits = isFilled ? size.padStart(width - shownSign.length, '0') : size
  return pad(shownSign + digits, { ...spec, flags: flags.replaceAll('0', '') })
}

function formatText(text: string, spec: Spec): string | undefined {
  const { verb, precision, flags } = spec
  const characters = precision === undefined ? text : [...text].slice(0, precision).join('')
  switch (verb) {
    case 'v':
      return pad(flags.includes('#') ? quote(text) : characters, spec)
    case 's':
      return pad(characters, spec)
    case 'q': {
      const isRaw = flags.includes('#') && [...characters].every(isBackquotable)
      return pad(isRaw ? `\`${characters}\`` : quote(characters), spec)
    }
    case 'x':
    case 'X':
      return pad(formatHex(text, spec), spec)
    default:
      return undefined
  }
}

function formatHex(text: string, { verb, precision, flags }: Spec): string {
  const bytes = [...new TextEncoder().encode(text)].slice(0, precision)
  const lead = flags.includes('#') ? '0x' : ''
  const parts = bytes.map((byte) => byte.toString(16).padStart(2, '0'))
  if (parts.length === 0) return ''
  const all = flags.includes(' ')
    ? parts.map((part) => lead + part).join(' ')
    : lead + parts.join('')
  return verb === 'X' ? all.toUpperCase() : all
}

function pad(text: string, { flags, width }: Spec): string {
  if (width === undefined) return text
  const missing = Math.max(0, width - [...text].length)
  if (flags.includes('-')) return text + ' '.repeat(missing)
  return (flags.includes('0') ? '0' : ' ').repeat(missing) + text
}

/** Whether a character can stand between backquotes (`strconv.CanBackquote`). */
function isBackquotable(character: string): boolean {
  const isControl = character < ' ' && character !== '\t'
  return !isControl && !['`', '\x7f', '\ufeff'].includes(character)
}
