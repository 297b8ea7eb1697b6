/** Reads JSON into Go values, with a type (`json.Unmarshal`) or without one. */

import { ANY, FLOAT64, NUMBER, mapOf, sliceOf, type GoField, type GoType } from './type.ts'
import { INVALID, boxed, goBool, goString, zeroOf, type GoValue } from './value.ts'

/** JSON that a type does not fit, or text that is no JSON. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}

type Json =
  | { kind: 'null' }
  | { kind: 'bool'; value: boolean }
  | { kind: 'number' | 'string'; value: string }
  | { kind: 'array'; value: readonly Json[] }
  | { kind: 'object'; value: ReadonlyMap<string, Json> }

/** JSON as `map[string]interface {}` and so on; its numbers keep their text. @throws DecodeError */
export function decodeAny(text: string): GoValue {
  return untyped(read(text))
}

/** JSON as a value of a type. @throws DecodeError */
export function decode(type: GoType, text: string): GoValue {
  return typed(type, read(text))
}

/** Numbers keep their text and objects their order, which `JSON.parse` alone would lose. */
function read(text: string): Json {
  try {
    // Numbers as texts that no JSON text can be, so that the rest can be left to JSON.parse.
    const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
      token.startsWith('"') ? markString(token) : `"n${token}"`,
    )
    return fromMarked(JSON.parse(marked))
  } catch (cause) {
    throw new DecodeError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** Keys that look like numbers would change places, so every text gets a letter. */
function markString(token: string): string {
  return `"s${token.slice(1)}`
}

function fromMarked(data: unknown): Json {
  if (data === null) return { kind: 'null' }
  if (typeof data === 'boolean') return { kind: 'bool', value: data }
  if (typeof data === 'string') {
    return { kind: data.startsWith('n') ? 'number' : 'string', value: data.slice(1) }
  }
  if (Array.isArray(data)) return { kind: 'array', value: data.map(fromMarked) }
  const entries = Object.entries(typeof data === 'object' ? data : {})
  return {
    kind: 'object',
    value: new Map(entries.map(([key, item]) => [key.slice(1), fromMarked(item)])),
  }
}

function untyped(json: Json): GoValue {
  switch (json.kind) {
    case 'null':
      return INVALID
    case 'bool':
      return goBool(json.value)
    case 'number':
      return goString(json.value, NUMBER)
    case 'string':
      return goString(json.value)
    case 'array':
      return {
        kind: 'slice',
        type: sliceOf(ANY),
        value: json.value.map((item) => boxed(untyped(item))),
      }
    case 'object':
      return {
        kind: 'map',
        type: mapOf(ANY),
        value: new Map([...json.value].map(([key, item]) => [key, boxed(untyped(item))])),
      }
  }
}

function typed(type: GoType, json: Json): GoValue {
  const mismatch = () => new DecodeError(`cannot unmarshal ${json.kind} into ${type.name}`)
  if (type.kind === 'interface') return boxed(untypedFloat(json))
  if (json.kind === 'null') return zeroOf(type)
  switch (type.kind) {
    case 'bool':
      if (json.kind !== 'bool') throw mismatch()
      return { kind: 'bool', type, value: json.value }
    case 'int':
    case 'uint':
      if (json.kind !== 'number' || !/^-?\d+$/.test(json.value)) throw mismatch()
      return { kind: type.kind, type, value: BigInt(json.value) }
    case 'float':
      if (json.kind !== 'number') throw mismatch()
      return { kind: 'float', type, value: Number(json.value) }
    case 'string':
      if (json.kind !== 'string') throw mismatch()
      return { kind: 'string', type, value: type.canonical?.(json.value) ?? json.value }
    case 'pointer':
      return { kind: 'pointer', type, value: typed(type.elem ?? ANY, json) }
    case 'slice':
      if (json.kind !== 'array') throw mismatch()
      return { kind: 'slice', type, value: json.value.map((item) => typed(type.elem ?? ANY, item)) }
    case 'map': {
      if (json.kind !== 'object') throw mismatch()
      const entries = [...json.value].map(
        ([key, item]) => [key, typed(type.elem ?? ANY, item)] as const,
      )
      return { kind: 'map', type, value: new Map(entries) }
    }
    case 'struct':
      if (json.kind !== 'object') throw mismatch()
      return structOf(type, json)
    default:
      throw mismatch()
  }
}

function structOf(type: GoType, json: Json & { kind: 'object' }): GoValue {
  const fields = (type.fields ?? []).map((field: GoField) => {
    const item = field.embedded ? json : json.value.get(field.json)
    return [field.name, item ? typed(field.type, item) : zeroOf(field.type)] as const
  })
  return { kind: 'struct', type, value: new Map(fields) }
}

/** Numbers become `float64` where a type says no more than `interface {}`. */
function untypedFloat(json: Json): GoValue {
  const value = untyped(json)
  return floats(value)
}

function floats(value: GoValue): GoValue {
  if (value.kind === 'string' && value.type === NUMBER) {
    return { kind: 'float', type: FLOAT64, value: Number(value.value) }
  }
  if (value.kind === 'interface') return boxed(value.value ? floats(value.value) : INVALID)
  if (value.kind === 'slice') return { ...value, value: value.value?.map(floats) ?? null }
  if (value.kind !== 'map') return value
  return {
    ...value,
    value: new Map([...(value.value ?? [])].map(([k, item]) => [k, floats(item)])),
  }
}
