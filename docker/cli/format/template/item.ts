/** Go's `index` and `slice` of templates. */

import { isAssignable, STRING, UINT8, type GoType } from '../go/type.ts'
import {
  GoError,
  goString,
  indirect,
  INVALID,
  isNilReference,
  unboxed,
  zeroOf,
  type GoValue,
} from '../go/value.ts'

/** `index x 1 2` is `x[1][2]`. @throws GoError */
export function index([first = INVALID, ...indexes]: readonly GoValue[]): GoValue {
  let item = unboxed(first)
  if (item.kind === 'invalid') throw new GoError('index of untyped nil')
  for (const at of indexes) {
    item = indirect(item)
    if (isNilReference(item)) throw new GoError('index of nil pointer')
    item = elementOf(item, unboxed(at))
  }
  return item
}

function elementOf(item: GoValue, at: GoValue): GoValue {
  switch (item.kind) {
    case 'slice': {
      const items = item.value ?? []
      return items[position(at, items.length)] ?? outOfRange('slice')
    }
    case 'string': {
      const bytes = new TextEncoder().encode(item.value)
      const byte = bytes[position(at, bytes.length)] ?? outOfRange('string')
      return { kind: 'uint', type: UINT8, value: BigInt(byte) }
    }
    case 'map': {
      const key = keyFor(at, item.type.key ?? STRING)
      return item.value?.get(key) ?? zeroOf(item.type.elem ?? STRING)
    }
    default:
      throw new GoError(`can't index item of type ${item.kind === 'invalid' ? '' : item.type.name}`)
  }
}

function outOfRange(kind: string): never {
  throw new GoError(`reflect: ${kind} index out of range`)
}

function keyFor(at: GoValue, type: GoType): string {
  if (at.kind === 'invalid') throw new GoError(`value is nil; should be of type ${type.name}`)
  if (at.kind === 'string' && isAssignable(at.type, type)) return at.value
  throw new GoError(`value has type ${at.type.name}; should be ${type.name}`)
}

/** A whole number from 0 to `most`. */
function position(at: GoValue, most: number): number {
  if (at.kind === 'invalid') throw new GoError('cannot index slice/array with nil')
  if (at.kind !== 'int' && at.kind !== 'uint') {
    throw new GoError(`cannot index slice/array with type ${at.type.name}`)
  }
  if (at.value < 0n || at.value > BigInt(most)) {
    throw new GoError(`index out of range: ${at.value}`)
  }
  return Number(at.value)
}

/** `slice x 1 2` is `x[1:2]`. @throws GoError */
export function slice([first = INVALID, ...indexes]: readonly GoValue[]): GoValue {
  const item = unboxed(first)
  if (item.kind === 'invalid') throw new GoError('slice of untyped nil')
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`)
  if (item.kind !== 'string' && item.kind !== 'slice') {
    throw new GoError(`can't slice item of type ${item.type.name}`)
  }
  if (item.kind === 'string' && indexes.length === 3) {
    throw new GoError('cannot 3-index slice a string')
  }
  const bytes = item.kind === 'string' ? new TextEncoder().encode(item.value) : undefined
  const items = item.kind === 'slice' ? (item.value ?? []) : []
  const size = bytes?.length ?? items.length
  const [from = 0, to = size, capacity = size] = indexes.map((at) => position(at, size))
  if (from > to) throw new GoError(`invalid slice index: ${from} > ${to}`)
  if (to > capacity) throw new GoError(`invalid slice index: ${to} > ${capacity}`)
  if (item.kind === 'slice') return { ...item, value: items.slice(from, to) }
  return goString(new TextDecoder().decode(bytes?.subarray(from, to)), item.type)
}
