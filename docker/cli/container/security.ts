import { parseJson } from '../../engine/go/json-syntax.ts'
import type { LocalFiles } from '../files.ts'
import { splitPair } from './kv.ts'

/** The values of `--security-opt`, and the paths that they open up: null means the engine's own. */
export interface Security {
  options: string[]
  maskedPaths: [] | null
  readonlyPaths: [] | null
}

/**
 * Reads the values of `--security-opt`; a seccomp profile's file is sent along, and `systempaths=unconfined` never
 * gets to the engine.
 * @throws Error in the words of Docker's client
 */
export async function readSecurity(
  values: readonly string[],
  files: LocalFiles,
): Promise<Security> {
  const options: string[] = []
  for (const value of values) options.push(await readOption(value, files))
  const isOpen = options.includes('systempaths=unconfined')
  return {
    options: options.filter((option) => option !== 'systempaths=unconfined'),
    maskedPaths: isOpen ? [] : null,
    readonlyPaths: isOpen ? [] : null,
  }
}

async function readOption(option: string, files: LocalFiles): Promise<string> {
  const [name, value] = splitOption(option)
  if (name !== 'seccomp' || value === undefined || value === 'unconfined') return option
  const failed = (doing: string, error: unknown) =>
    new Error(
      `${doing} seccomp profile (${value}) failed: ${error instanceof Error ? error.message : String(error)}`,
    )
  let profile: string
  try {
    profile = new TextDecoder().decode(await files.read(value))
  } catch (error) {
    throw failed('opening', error)
  }
  try {
    parseJson(profile)
  } catch (error) {
    throw failed('compacting json for', error)
  }
  // White space goes, and nothing else: numbers stay as they are written.
  return `seccomp=${profile.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')}`
}

/** An option's name and value, which `=` or, in an old form, `:` separates. */
function splitOption(option: string): [name: string, value: string | undefined] {
  const [name, value] = splitPair(option)
  if (value !== undefined || name === 'no-new-privileges') return [name, value]
  if (!option.includes(':')) throw new Error(`Invalid --security-opt: ${JSON.stringify(option)}`)
  return [option.slice(0, option.indexOf(':')), option.slice(option.indexOf(':') + 1)]
}
