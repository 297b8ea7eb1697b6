/** Text of values as Go's `fmt` writes it with `%v`. */

import { formatFloat } from './float.ts'
import type { GoType } from './type.ts'
import { isObject, type GoValue } from './value.ts'

/** Writes a value by its kind; what differs with a verb is up to `leaf`. */
export interface Printing {
  /** A value that has no parts; undefined for what `%v` writes. */
  leaf?: (value: GoValue) => string | undefined
  /** Names of fields (`%+v`). */
  names?: boolean
}

/** A value as `%v` writes it. */
export function printValue(value: GoValue, printing: Printing = {}, depth = 0): string {
  const all = (values: readonly GoValue[]) =>
    values.map((item) => printValue(item, printing, depth + 1)).join(' ')
  const leaf = (text: string) => printing.leaf?.(value) ?? text
  switch (value.kind) {
    case 'invalid':
      return leaf('<nil>')
    case 'bool':
      return leaf(String(value.value))
    case 'int':
    case 'uint':
      return leaf(value.type.text?.(value.value) ?? String(value.value))
    case 'float':
      return leaf(formatFloat(value.value, 'g', -1))
    case 'string':
      return leaf(value.type.text?.(value.value) ?? value.value)
    case 'slice':
      return `[${all(value.value ?? [])}]`
    case 'map':
      return `map[${sortedEntries(value.value)
        .map(([key, item]) => `${printKey(key, value.type, printing)}:${all([item])}`)
        .join(' ')}]`
    case 'struct': {
      if (value.type.text) return leaf(value.type.text(value.value))
      const fields = [...value.value]
      if (!printing.names) return `{${all(fields.map(([, item]) => item))}}`
      return `{${fields.map(([name, item]) => `${name}:${all([item])}`).join(' ')}}`
    }
    case 'interface':
      return value.value ? printValue(value.value, printing, depth + 1) : '<nil>'
    case 'pointer':
      return printPointer(value, printing, depth)
    case 'func':
      return value.value === null ? '<nil>' : ADDRESS
  }
}

/** Go prints where a thing is in memory; nobody can rely on it. */
const ADDRESS = '0xc000000000'

function printPointer(value: GoValue & { kind: 'pointer' }, printing: Printing, depth: number) {
  const target = value.value
  const leaf = (text: string) => printing.leaf?.(value) ?? text
  if (target === null) return leaf('<nil>')
  if (isObject(target)) return leaf(ADDRESS)
  if (target.kind === 'struct' && target.type.text) return printValue(target, printing, depth)
  const isWritten = ['slice', 'map', 'struct'].includes(target.kind)
  return depth === 0 && isWritten ? `&${printValue(target, printing, depth + 1)}` : leaf(ADDRESS)
}

function printKey(key: string, { key: type }: GoType, printing: Printing): string {
  if (!type) return key
  const value: GoValue = { kind: 'string', type, value: key }
  return printValue(value, printing, 1)
}

/** A map's entries in the order of their keys' bytes. */
export function sortedEntries<V>(map: ReadonlyMap<string, V> | null): [string, V][] {
  return [...(map ?? [])].sort(([a], [b]) => compareText(a, b))
}

/** The order of texts by code points, which is that of their bytes. */
export function compareText(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  const at = left.findIndex((character, index) => character !== right[index])
  if (at < 0) return left.length - right.length
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1)
}
