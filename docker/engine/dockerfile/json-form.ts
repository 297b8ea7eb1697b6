import * as v from 'valibot'
import { invalid } from '../errors.ts'
import { decodeJson, JsonSyntaxError } from '../go/json-syntax.ts'

/**
 * The strings of the JSON array that a text begins with; undefined where it begins with none. What follows the array
 * is not looked at, as Go's decoder leaves it.
 * @throws EngineError (400) for arrays of other things
 */
export function jsonForm(rest: string): string[] | undefined {
  const text = rest.trimStart()
  if (!text.startsWith('[')) return undefined
  let value: unknown
  try {
    value = decodeJson(new TextEncoder().encode(text))
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
  const strings = v.safeParse(v.array(v.string()), value)
  if (strings.success) return strings.output
  throw invalid('when using JSON array syntax, arrays must be comprised of strings only')
}
