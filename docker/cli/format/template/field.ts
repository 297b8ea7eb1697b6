import { isAssignable, STRING } from '../go/type.ts'
import { quote } from '../text.ts'
import { GoError, indirect, INVALID, isObject, type GoFunc, type GoValue } from '../go/value.ts'

interface FieldUse {
  /** Arguments follow it, which only methods can take. */
  hasArgs: boolean
  /** Whether a key that a map has not is an error. */
  strict: boolean
}

/** What `.Name` is of a value: a method, a struct's field or a map's element. @throws GoError */
export function findField(receiver: GoValue, name: string, use: FieldUse): GoValue | GoFunc {
  if (receiver.kind === 'invalid') {
    if (use.strict) throw new GoError(`nil data; no entry for key ${quote(name)}`)
    return INVALID
  }
  const type = receiver.type.name
  const value = indirect(receiver)
  const missing = () => new GoError(`can't evaluate field ${name} in type ${type}`)
  switch (value.kind) {
    case 'interface':
      throw new GoError(`nil pointer evaluating ${type}.${name}`)
    case 'pointer': {
      if (isObject(value.value)) {
        const method = value.value.method(name)
        if (method) return method
        throw missing()
      }
      const target = value.type.elem
      const isField = target?.fields?.some((field) => field.name === name || field.embedded)
      if (target?.kind === 'struct' && !isField) throw missing()
      throw new GoError(`nil pointer evaluating ${type}.${name}`)
    }
    case 'struct': {
      const field = structField(value, name)
      if (!field) throw missing()
      if (use.hasArgs) {
        throw new GoError(`${name} has arguments but cannot be invoked as function`)
      }
      return field
    }
    case 'map': {
      const method = value.methods?.[name]
      if (method) return method
      if (!isAssignable(STRING, value.type.key ?? STRING)) throw missing()
      if (use.hasArgs) throw new GoError(`${name} is not a method but has arguments`)
      const item = value.value?.get(name)
      if (item !== undefined) return item
      if (use.strict) throw new GoError(`map has no entry for key ${quote(name)}`)
      return INVALID
    }
    default:
      throw missing()
  }
}

/** A field of a struct, or of one that it embeds. */
function structField(value: GoValue & { kind: 'struct' }, name: string): GoValue | undefined {
  const fields = value.type.fields ?? []
  if (fields.some((field) => field.name === name)) return value.value.get(name)
  for (const field of fields) {
    const inner = field.embedded ? indirect(value.value.get(field.name) ?? INVALID) : INVALID
    const found = inner.kind === 'struct' ? structField(inner, name) : undefined
    if (found) return found
  }
  return undefined
}
