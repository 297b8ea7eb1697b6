import { quote } from '../format/text.ts'

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^0[xX](_?[0-9a-fA-F])+$/, '0x'],
  [/^0[bB](_?[01])+$/, '0b'],
  [/^0[oO](_?[0-7])+$/, '0o'],
  [/^0(_?[0-7])+$/, '0o'],
  [/^(0|[1-9](_?[0-9])*)$/, ''],
]

/**
 * Go's `strconv.ParseInt` (or `ParseUint`) with base 0: decimal, `0x…`, `0o…`, `0…` and `0b…`, underscores between
 * digits.
 * @throws Error in its words
 */
export function parseInteger(text: string, bits: 16 | 32 | 64, unsigned = false): number {
  const name = unsigned ? 'ParseUint' : 'ParseInt'
  const fail = (why: string) => new Error(`strconv.${name}: parsing ${quote(text)}: ${why}`)
  const sign = !unsigned && /^[+-]/.test(text) ? text.charAt(0) : ''
  const digits = text.slice(sign.length)
  const form = FORMS.find(([pattern]) => pattern.test(digits))
  if (!form) throw fail('invalid syntax')
  const [, prefix] = form
  const bare = digits.replaceAll('_', '').replace(/^0[xXbBoO]/, '')
  const size = BigInt(prefix + bare)
  const value = sign === '-' ? -size : size
  const inRange = unsigned ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value)
  if (inRange !== value) throw fail('value out of range')
  return Number(value)
}
