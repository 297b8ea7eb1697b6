/** Values as JSON, as Go's `encoding/json` writes it without HTML escapes. */

import { sortedEntries } from './print.ts'
import type { GoField } from './type.ts'
import { isObject, isTrue, type GoValue } from './value.ts'

/** A value cannot be written as JSON. */
export class UnsupportedValue extends Error {
  override readonly name = 'UnsupportedValue'
}

/** A value as JSON, on one line. @throws UnsupportedValue */
export function toJson(value: GoValue): string {
  switch (value.kind) {
    case 'invalid':
      return 'null'
    case 'bool':
    case 'int':
    case 'uint':
      return String(value.value)
    case 'float':
      if (!Number.isFinite(value.value)) throw new UnsupportedValue(String(value.value))
      return String(value.value)
    case 'string':
      return value.type.name === 'json.Number' ? value.value || '0' : jsonString(value.value)
    case 'slice':
      return value.value === null ? 'null' : `[${value.value.map(toJson).join(',')}]`
    case 'map':
      return value.value === null ? 'null' : object(sortedEntries(value.value))
    case 'struct':
      return object(structEntries(value))
    case 'interface':
      return value.value === null ? 'null' : toJson(value.value)
    case 'pointer':
      if (value.value === null) return 'null'
      // Rows of listings write themselves, with what HTML would take for markup escaped.
      if (isObject(value.value)) return escapeHtml(toJson(value.value.json()))
      return toJson(value.value)
    case 'func':
      throw new UnsupportedValue('func')
  }
}

function object(entries: readonly (readonly [string, GoValue])[]): string {
  return `{${entries.map(([key, item]) => `${jsonString(key)}:${toJson(item)}`).join(',')}}`
}

function structEntries(value: GoValue & { kind: 'struct' }): [string, GoValue][] {
  return (value.type.fields ?? []).flatMap((field: GoField) => {
    const item = value.value.get(field.name)
    if (item === undefined) return []
    if (field.embedded) {
      const inner = item.kind === 'pointer' && !isObject(item.value) ? item.value : item
      return inner?.kind === 'struct' ? structEntries(inner) : []
    }
    const isLeftOut = field.omitEmpty && (field.type.kind === 'struct' ? false : !isTrue(item))
    return isLeftOut ? [] : [[field.json, item] satisfies [string, GoValue]]
  })
}

/** A text as JSON; unlike JavaScript's, with U+2028 and U+2029 escaped, and without names for `\b` and `\f`. */
export function jsonString(text: string): string {
  return JSON.stringify(text)
    .replace(/\\(u[0-9a-f]{4}|.)/g, (escape, what: string) => {
      if (what === 'b') return String.raw`\u0008`
      if (what === 'f') return String.raw`\u000c`
      // Half of a surrogate pair, which UTF-8 cannot have.
      return what.startsWith('ud') ? String.raw`\ufffd` : escape
    })
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
}

function escapeHtml(json: string): string {
  return json.replace(
    /[<>&]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}
