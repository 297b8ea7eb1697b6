import { quote, unquoteChar } from '../text.ts'
import type { GoNumber } from './nodes.ts'

const INTEGERS: readonly (readonly [RegExp, string])[] = [
  [/^0[xX](_?[0-9a-fA-F])+$/, '0x'],
  [/^0[bB](_?[01])+$/, '0b'],
  [/^0[oO](_?[0-7])+$/, '0o'],
  [/^0(_?[0-7])+$/, '0o'],
  [/^(0|[1-9](_?[0-9])*)$/, ''],
]
const DECIMAL = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/
const HEX = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/

/** A number of a template, as all that it can be. @throws Error in Go's words */
export function readNumber(text: string): GoNumber {
  if (text.startsWith("'")) return readCharacter(text)
  const whole = readInteger(text)
  const int = whole !== undefined && BigInt.asIntN(64, whole) === whole ? whole : undefined
  const isPlain = !/^[+-]/.test(text) || whole === 0n
  const uint =
    isPlain && whole !== undefined && BigInt.asUintN(64, whole) === whole ? whole : undefined
  const exact = int ?? uint
  if (exact !== undefined) {
    return {
      text,
      float: Number(exact),
      ...(int === undefined ? {} : { int }),
      ...(uint === undefined ? {} : { uint }),
    }
  }
  const float = readFloat(text)
  if (float === undefined) throw new Error(`illegal number syntax: ${quote(text)}`)
  if (!/[.eEpP]/.test(text)) throw new Error(`integer overflow: ${quote(text)}`)
  const rounded = Number.isInteger(float) ? BigInt(float) : undefined
  const fits = (limit: bigint) => rounded !== undefined && rounded < limit
  return {
    text,
    float,
    ...(rounded !== undefined && fits(2n ** 63n) && rounded >= -(2n ** 63n)
      ? { int: rounded }
      : {}),
    ...(rounded !== undefined && fits(2n ** 64n) && rounded >= 0n ? { uint: rounded } : {}),
  }
}

function readCharacter(text: string): GoNumber {
  const read = unquoteChar(text.slice(1), "'")
  if (!read) throw new Error('invalid syntax')
  if (read.rest !== "'") throw new Error(`malformed character constant: ${text}`)
  const code = BigInt(read.text.codePointAt(0) ?? 0)
  return { text, int: code, uint: code, float: Number(code) }
}

function readInteger(text: string): bigint | undefined {
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(text) ?? []
  const prefix = INTEGERS.find(([form]) => form.test(digits))?.[1]
  if (prefix === undefined) return undefined
  const size = BigInt(prefix + digits.replaceAll('_', '').replace(/^0[xXbBoO]/, ''))
  return sign === '-' ? -size : size
}

function readFloat(text: string): number | undefined {
  const plain = isGrouped(text) ? text.replaceAll('_', '') : text
  if (DECIMAL.test(plain)) {
    const value = Number(plain)
    return Number.isFinite(value) ? value : undefined
  }
  const [, sign, whole = '', fraction = '', exponent] = HEX.exec(plain) ?? []
  if (sign === undefined || whole + fraction === '') return undefined
  const size = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length)
  return sign === '-' ? -size : size
}

/** Whether underscores stand only between digits, or after a base. */
function isGrouped(text: string): boolean {
  const [, hex, digits = ''] = /^[+-]?(0[xX])?(.*)$/.exec(text) ?? []
  if (hex !== undefined) return !/__|_$|_[^0-9a-fA-F]|[^0-9a-fA-F_]_/.test(digits)
  return !/^_|__|_$|_[^0-9]|[^0-9_]_/.test(digits)
}
