import * as v from 'valibot'
import { invalid } from '../errors.ts'

/** The strings of a JSON array; undefined where it is none. @throws EngineError (400) for other arrays */
export function jsonForm(rest: string): string[] | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.array(v.unknown())), rest)
  if (!parsed.success) return undefined
  const strings = v.safeParse(v.array(v.string()), parsed.output)
  if (strings.success) return strings.output
  throw invalid('when using JSON array syntax, arrays must be comprised of strings only.')
}
