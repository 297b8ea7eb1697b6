/** Writes a number as Go's `strconv.FormatFloat`; the shortest form that reads back the same where `precision` is -1. */
export function formatFloat(value: number, verb: string, precision: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return sign + formatSize(Math.abs(value), verb, precision)
}

function formatSize(size: number, verb: string, precision: number): string {
  const exact = precision < 0 ? undefined : precision
  switch (verb) {
    case 'e':
    case 'E':
      return withCase(
        exponential(decimal(size, exact === undefined ? undefined : exact + 1), exact),
        verb,
      )
    case 'f':
    case 'F':
      return fixed(size, exact)
    default:
      return withCase(general(size, exact), verb)
  }
}

function withCase(text: string, verb: string): string {
  return verb === verb.toUpperCase() ? text.toUpperCase() : text
}

/** A number's digits, of which the first one stands before the point, times ten to an exponent. */
interface Decimal {
  digits: string
  exponent: number
}

/** The shortest digits that read back the same, or so many, halves rounded to even (JavaScript rounds them up). */
function decimal(size: number, count?: number): Decimal {
  const [mantissa = '', power = '0'] = size
    .toExponential(count === undefined ? undefined : 100)
    .split('e')
  const digits = mantissa.replace('.', '')
  const exponent = Number(power)
  if (count === undefined || count >= digits.length) return { digits, exponent }
  return rounded(digits, exponent, count)
}

function rounded(digits: string, exponent: number, count: number): Decimal {
  if (count < 0) return { digits: '', exponent }
  const kept = BigInt(`0${digits.slice(0, count)}`)
  const rest = digits.slice(count)
  const isHalf = /^50*$/.test(rest)
  const up = isHalf ? kept % 2n === 1n : rest >= '5'
  const text = (up ? kept + 1n : kept).toString().padStart(count, '0')
  // 99.9 becomes 100: one digit more before the point.
  return text.length > count && count >= 0
    ? { digits: text.slice(0, Math.max(count, 1)), exponent: exponent + 1 }
    : { digits: text, exponent }
}

function exponential({ digits, exponent }: Decimal, precision?: number): string {
  const fraction = digits.slice(1).padEnd(precision ?? 0, '0')
  const point = fraction === '' ? '' : `.${fraction}`
  const sign = exponent < 0 ? '-' : '+'
  return `${digits.charAt(0)}${point}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function fixed(size: number, precision: number | undefined): string {
  const whole = decimal(size)
  const count = precision === undefined ? undefined : whole.exponent + 1 + precision
  return pointed(decimal(size, count), precision)
}

/** Digits with their point, and zeros up to it or after it. */
function pointed({ digits, exponent }: Decimal, precision?: number): string {
  const isZero = /^0*$/.test(digits)
  const at = isZero ? 0 : exponent
  const bare = isZero ? '0' : digits
  const all = at < 0 ? '0'.repeat(-at) + bare : bare.padEnd(at + 1, '0')
  const size = at < 0 ? 1 : at + 1
  const rest = all.slice(size)
  const fraction = precision === undefined ? rest : rest.slice(0, precision).padEnd(precision, '0')
  return fraction === '' ? all.slice(0, size) : `${all.slice(0, size)}.${fraction}`
}

function general(size: number, precision: number | undefined): string {
  const limit = precision === undefined ? undefined : Math.max(precision, 1)
  const { digits, exponent } = decimal(size, limit)
  const significant = digits.replace(/0+$/, '') || '0'
  // Whole numbers are written out as far as their digits go.
  const isShort = limit !== undefined && limit > significant.length && significant.length > exponent
  const enough = isShort ? significant.length : (limit ?? 6)
  const short = { digits: significant, exponent }
  return exponent < -4 || exponent >= enough ? exponential(short) : pointed(short)
}
