/** Go's comparisons of values in templates. */

import { GoError, goString, isNilReference, unboxed, type GoValue } from '../go/value.ts'
import { compareText } from '../go/print.ts'
import { sprintf } from '../go/printf.ts'
import type { GoType } from '../go/type.ts'

const BASIC = new Set(['bool', 'int', 'uint', 'float', 'string'])

/** Whether a value is any of others. @throws GoError */
export function equal(first: GoValue, others: readonly GoValue[]): boolean {
  if (others.length === 0) throw new GoError('missing argument for comparison')
  return others.some((other) => isEqual(unboxed(first), unboxed(other)))
}

function isEqual(a: GoValue, b: GoValue): boolean {
  const isBasic = BASIC.has(a.kind)
  if (isBasic || BASIC.has(b.kind)) {
    if (a.kind === 'invalid' || b.kind === 'invalid') return false
    if (a.kind !== b.kind && !(isWhole(a) && isWhole(b))) {
      throw new GoError('incompatible types for comparison')
    }
    return 'value' in a && 'value' in b && a.value === b.value
  }
  if (a.kind !== b.kind && a.kind !== 'invalid' && b.kind !== 'invalid') {
    const names = [goString(a.type.name), goString(b.type.name)]
    throw new GoError(sprintf('non-comparable types %s: %s, %s: %v', [a, ...names, b]))
  }
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b)
  if (b.kind !== 'invalid' && !isComparable(b.type)) {
    throw new GoError(sprintf('non-comparable type %s: %s', [b, goString(b.type.name)]))
  }
  if (a.kind === 'struct' && b.kind === 'struct') return isSameStruct(a, b)
  return 'value' in a && 'value' in b && a.value === b.value
}

function isComparable({ kind, fields = [] }: GoType): boolean {
  if (kind === 'slice' || kind === 'map' || kind === 'func') return false
  return kind !== 'struct' || fields.every(({ type }) => isComparable(type))
}

function isSameStruct(a: GoValue & { kind: 'struct' }, b: GoValue & { kind: 'struct' }): boolean {
  if (a.type.name !== b.type.name) return false
  return [...a.value].every(([name, value]) => {
    const other = b.value.get(name)
    return other !== undefined && isEqual(unboxed(value), unboxed(other))
  })
}

function isNil(value: GoValue): boolean {
  if (value.kind === 'invalid') return true
  return isNilReference(value) || ('value' in value && value.value === null)
}

function isWhole(value: GoValue): boolean {
  return value.kind === 'int' || value.kind === 'uint'
}

/** Whether a value is less than another one. @throws GoError */
export function less(first: GoValue, second: GoValue): boolean {
  const a = unboxed(first)
  const b = unboxed(second)
  if (!BASIC.has(a.kind) || !BASIC.has(b.kind)) throw new GoError('invalid type for comparison')
  if ((a.kind === 'int' || a.kind === 'uint') && (b.kind === 'int' || b.kind === 'uint')) {
    return a.value < b.value
  }
  if (a.kind !== b.kind) throw new GoError('incompatible types for comparison')
  if (a.kind === 'float' && b.kind === 'float') return a.value < b.value
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value) < 0
  throw new GoError('invalid type for comparison')
}
