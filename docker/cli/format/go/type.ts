/** Types of Go, as far as templates tell them apart: by kind for what can be done, by name for messages. */

export type Kind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'float'
  | 'string'
  | 'slice'
  | 'map'
  | 'struct'
  | 'pointer'
  | 'interface'
  | 'func'

/** A field of a struct. */
export interface GoField {
  /** As templates name it. */
  name: string
  /** As JSON names it. */
  json: string
  omitEmpty: boolean
  type: GoType
  /** Its fields are the struct's own (Go's embedding), in JSON too. */
  embedded: boolean
}

export interface GoType {
  readonly kind: Kind
  /** As `%T` prints it: `[]string`, `types.ContainerJSON`. */
  readonly name: string
  /** Whether the name was given to it; `[]string` has none of its own. */
  readonly named: boolean
  /** Of elements, and of what a pointer points to. */
  readonly elem?: GoType
  /** Of a map's keys. */
  readonly key?: GoType
  readonly fields?: readonly GoField[]
  /** What `%v` prints instead of the value's parts (Go's `String` method); JSON keeps the value. */
  readonly text?: (value: unknown) => string
  /** How a text from JSON is written from then on. */
  readonly canonical?: (text: string) => string
  /** The text where none was given; empty where this is not. */
  readonly zero?: string
}

const basic = (kind: Kind, name: string): GoType => ({ kind, name, named: true })

export const BOOL = basic('bool', 'bool')
export const INT = basic('int', 'int')
export const INT64 = basic('int', 'int64')
export const UINT64 = basic('uint', 'uint64')
export const UINT8 = basic('uint', 'uint8')
export const FLOAT64 = basic('float', 'float64')
export const STRING = basic('string', 'string')
/** What JSON's numbers become where no type is known: their text. */
export const NUMBER = basic('string', 'json.Number')
/** Any value at all, nil included. */
export const ANY: GoType = { kind: 'interface', name: 'interface {}', named: false }

export function sliceOf(elem: GoType): GoType {
  return { kind: 'slice', name: `[]${elem.name}`, named: false, elem }
}

export function mapOf(elem: GoType, key: GoType = STRING): GoType {
  return { kind: 'map', name: `map[${key.name}]${elem.name}`, named: false, elem, key }
}

export function pointerTo(elem: GoType): GoType {
  return { kind: 'pointer', name: `*${elem.name}`, named: false, elem }
}

/** A type under a name of its own. */
export function named(name: string, type: GoType): GoType {
  return { ...type, name, named: true }
}

/** A field of {@link struct}: its type, and what is not as its name says. */
export type FieldInit =
  GoType | { type: GoType; json?: string; omitEmpty?: boolean; embedded?: boolean }

/** A struct of fields in their order. */
export function struct(name: string, fields: Readonly<Record<string, FieldInit>>): GoType {
  return {
    kind: 'struct',
    name,
    named: true,
    fields: Object.entries(fields).map(([field, init]) => {
      const {
        type,
        json = field,
        omitEmpty = false,
        embedded = false,
      } = 'kind' in init ? { type: init } : init
      return { name: field, json, omitEmpty, type, embedded }
    }),
  }
}

/** A field that JSON leaves out where it is empty. */
export function omitEmpty(type: GoType, json?: string): FieldInit {
  return { type, omitEmpty: true, ...(json === undefined ? {} : { json }) }
}

/** Whether a value of one type can be had as another one. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (to.kind === 'interface') return true
  if (from.name === to.name) return true
  if (from.kind !== to.kind || (from.named && to.named)) return false
  const same = (a: GoType | undefined, b: GoType | undefined) => a?.name === b?.name
  return same(from.elem, to.elem) && same(from.key, to.key)
}
