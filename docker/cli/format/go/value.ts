/** Values of Go, as templates work on them. */

import { ANY, BOOL, FLOAT64, INT, STRING, mapOf, sliceOf, type GoType } from './type.ts'

/** A function or method that a template can call. */
export interface GoFunc {
  /** Of its parameters; {@link VALUE} for those that take what they are given. */
  params: readonly GoType[]
  /** The last parameter may be given any number of times. */
  variadic?: boolean
  /** @throws GoError what kept it from answering */
  call: (args: readonly GoValue[]) => GoValue
}

/** A parameter that takes a value as it is (`reflect.Value`), nothing included. */
export const VALUE: GoType = { kind: 'struct', name: 'reflect.Value', named: true }

/** A function failed; the message is Go's. */
export class GoError extends Error {
  override readonly name = 'GoError'
}

interface Typed<K extends GoType['kind'], V> {
  readonly kind: K
  readonly type: GoType
  readonly value: V
}

/** Methods and, where it is printed or made JSON, what stands for it: a row of a listing. */
export interface GoObject {
  method(name: string): GoFunc | undefined
  json(): GoValue
}

/** A value; `invalid` is none at all, which templates print as `<no value>`. */
export type GoValue =
  | { readonly kind: 'invalid' }
  | Typed<'bool', boolean>
  | Typed<'int' | 'uint', bigint>
  | Typed<'float', number>
  | Typed<'string', string>
  | Typed<'slice', readonly GoValue[] | null>
  | (Typed<'map', ReadonlyMap<string, GoValue> | null> & {
      readonly methods?: Readonly<Record<string, GoFunc>>
    })
  | Typed<'struct', ReadonlyMap<string, GoValue>>
  | Typed<'pointer', GoValue | GoObject | null>
  | Typed<'interface', GoValue | null>
  | Typed<'func', GoFunc | null>

export const INVALID: GoValue = { kind: 'invalid' }

export const goString = (value: string, type: GoType = STRING): GoValue => ({
  kind: 'string',
  type,
  value,
})
export const goBool = (value: boolean): GoValue => ({ kind: 'bool', type: BOOL, value })
export const goInt = (value: number | bigint, type: GoType = INT): GoValue => ({
  kind: 'int',
  type,
  value: BigInt(value),
})
export const goFloat = (value: number): GoValue => ({ kind: 'float', type: FLOAT64, value })
export const goStrings = (values: readonly string[]): GoValue => ({
  kind: 'slice',
  type: sliceOf(STRING),
  value: values.map((value) => goString(value)),
})

export function isObject(value: GoValue | GoObject | null): value is GoObject {
  return value !== null && 'method' in value
}

/** A value as an `interface {}` holds it. */
export function boxed(value: GoValue): GoValue {
  if (value.kind === 'interface') return value
  return { kind: 'interface', type: ANY, value: value.kind === 'invalid' ? null : value }
}

/** What is within an interface; nothing where that is nil. */
export function unboxed(value: GoValue): GoValue {
  return value.kind === 'interface' ? (value.value ?? INVALID) : value
}

/** What is at the end of pointers and interfaces, or the nil that ends them. */
export function indirect(value: GoValue): GoValue {
  let at = value
  while ((at.kind === 'pointer' || at.kind === 'interface') && at.value && !isObject(at.value)) {
    at = at.value
  }
  return at
}

/** Whether a value is a nil pointer or interface. */
export function isNilReference(value: GoValue): boolean {
  return (value.kind === 'pointer' || value.kind === 'interface') && value.value === null
}

/** Whether `if` takes a value for true: all but zeros, nils and what is empty. */
export function isTrue(value: GoValue): boolean {
  switch (value.kind) {
    case 'invalid':
      return false
    case 'slice':
      return (value.value?.length ?? 0) > 0
    case 'map':
      return (value.value?.size ?? 0) > 0
    case 'struct':
      return true
    case 'int':
    case 'uint':
      return value.value !== 0n
    default:
      return Boolean(value.value)
  }
}

/** What a type has where nothing was given. */
export function zeroOf(type: GoType): GoValue {
  switch (type.kind) {
    case 'bool':
      return { kind: 'bool', type, value: false }
    case 'int':
    case 'uint':
      return { kind: type.kind, type, value: 0n }
    case 'float':
      return { kind: 'float', type, value: 0 }
    case 'string':
      return { kind: 'string', type, value: type.zero ?? '' }
    case 'struct':
      return {
        kind: 'struct',
        type,
        value: new Map((type.fields ?? []).map((field) => [field.name, zeroOf(field.type)])),
      }
    default:
      return { kind: type.kind, type, value: null }
  }
}

/** Data without types, as the Go values that it looks like: whole numbers are `int`, lists of text are `[]string`. */
export function fromData(data: unknown): GoValue {
  if (isGoValue(data)) return data
  if (data === null || data === undefined) return INVALID
  if (typeof data === 'string') return goString(data)
  if (typeof data === 'boolean') return goBool(data)
  if (typeof data === 'bigint') return goInt(data)
  if (typeof data === 'number') return Number.isInteger(data) ? goInt(data) : goFloat(data)
  if (Array.isArray(data)) {
    if (data.every((item) => typeof item === 'string')) return goStrings(data)
    return { kind: 'slice', type: sliceOf(ANY), value: data.map((item) => boxed(fromData(item))) }
  }
  if (typeof data !== 'object') return goString(String(data))
  const entries = Object.entries(data)
  const isText = entries.length > 0 && entries.every(([, item]) => typeof item === 'string')
  const value = new Map(
    entries.map(([key, item]) => [key, isText ? fromData(item) : boxed(fromData(item))] as const),
  )
  return { kind: 'map', type: mapOf(isText ? STRING : ANY), value }
}

const KINDS = new Set<unknown>([
  'invalid',
  'bool',
  'int',
  'uint',
  'float',
  'string',
  'slice',
  'map',
  'struct',
  'pointer',
  'interface',
  'func',
])

function isGoValue(data: unknown): data is GoValue {
  return (
    typeof data === 'object' &&
    data !== null &&
    'kind' in data &&
    KINDS.has(data.kind) &&
    (data.kind === 'invalid' || ('type' in data && 'value' in data))
  )
}
