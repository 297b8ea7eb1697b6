import { quote } from '../format/text.ts'

const SIZE = /^(\d+(?:\.\d+)*) ?([kKmMgGtTpP])?[iI]?[bB]?$/
const POWERS = ['', 'k', 'm', 'g', 't', 'p']

/** A number of bytes with a binary unit, as go-units' `RAMInBytes` reads it: `64m`, `1.5 GiB`. @throws Error */
export function parseBytes(text: string): number {
  const [, digits = '', unit = ''] = SIZE.exec(text) ?? []
  if (digits === '') throw new Error(`invalid size: '${text}'`)
  if (digits.split('.').length > 2) {
    throw new Error(`strconv.ParseFloat: parsing ${quote(digits)}: invalid syntax`)
  }
  return Math.trunc(Number(digits) * 1024 ** POWERS.indexOf(unit.toLowerCase()))
}

/** A number of processors in billionths, from a decimal or a fraction: `1.5`, `3/2`. @throws Error */
export function parseCpus(text: string): number {
  const fail = () => new Error(`failed to parse ${text} as a rational number`)
  const match = /^([+-]?)(?:(\d+)\/(\d+)|(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?)$/.exec(
    text.replace(/(?<=\d)_(?=\d)/g, ''),
  )
  if (!match) throw fail()
  const [, sign = '', over, under, whole = '', fraction = '', exponent = '0'] = match
  if (over === undefined && whole === '' && fraction === '') throw fail()
  let numerator = BigInt(over ?? (whole + fraction || '0')) * 1_000_000_000n
  let denominator = BigInt(under ?? 1)
  if (denominator === 0n) throw fail()
  const power = Number(exponent) - fraction.length
  if (power < -1000) throw new Error('value is too precise')
  if (power > 1000) throw fail()
  if (power >= 0) numerator *= 10n ** BigInt(power)
  else denominator *= 10n ** BigInt(-power)
  if (numerator % denominator !== 0n) throw new Error('value is too precise')
  return Number(numerator / denominator) * (sign === '-' ? -1 : 1)
}

const DURATIONS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

/** Nanoseconds of a Go duration: `1h30m`, `-1.5s`, `0`. @throws Error in the words of `time.ParseDuration` */
export function parseDuration(text: string): number {
  const fail = (why: string) => new Error(`time: ${why}duration ${quoteBytes(text)}`)
  const [, sign = '', body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? []
  if (body === '0') return 0
  if (body === '') throw fail('invalid ')
  let total = 0
  for (let rest = body; rest !== '';) {
    const [number = ''] = /^(\d+(\.\d*)?|\.\d+)/.exec(rest) ?? []
    if (number === '' || Number.parseInt(number, 10) > 2 ** 63) throw fail('invalid ')
    const [unit = ''] = /^[^.0-9]*/.exec(rest.slice(number.length)) ?? []
    if (unit === '') throw fail('missing unit in ')
    const scale = Object.hasOwn(DURATIONS, unit) ? DURATIONS[unit] : undefined
    if (scale === undefined) throw fail(`unknown unit ${quoteBytes(unit)} in `)
    total += Math.trunc(Number(number) * scale)
    if (total > 2 ** 63) throw fail('invalid ')
    rest = rest.slice(number.length + unit.length)
  }
  return sign === '-' ? -total : total
}

/** A string in quotes as Go's `time` has it: what is not ASCII byte by byte. */
function quoteBytes(text: string): string {
  const bytes = [...new TextEncoder().encode(text)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
    if (byte >= 0x20 && byte < 0x80) return String.fromCharCode(byte)
    return String.raw`\x${byte.toString(16).padStart(2, '0')}`
  })
  return `"${bytes.join('')}"`
}
