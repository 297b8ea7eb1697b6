import { invalid } from '../errors.ts'

/**
 * Reads an instruction's flags (BuildKit's `BFlags.Parse`); each takes a value.
 * @param known flags that the instruction has
 * @param repeatable those of them that may come several times
 * @throws EngineError (400) in BuildKit's words
 */
export function readFlags(
  flags: readonly string[],
  known: readonly string[],
  repeatable: readonly string[] = [],
): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const flag of flags) {
    const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/su.exec(flag) ?? []
    if (!known.includes(name)) throw invalid(`Unknown flag: ${name}`)
    if (values.has(name) && !repeatable.includes(name)) {
      throw invalid(`Duplicate flag specified: ${name}`)
    }
    if (value === undefined) throw invalid(`Missing a value on flag: ${name}`)
    values.set(name, value)
  }
  return values
}
