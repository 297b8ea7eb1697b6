import { CliError, type DockerIo } from '../io.ts'
import type { LocalFiles } from '../files.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The name and the value of `name=value`; no value where there is no `=`. */
export function splitPair(text: string): [name: string, value: string | undefined] {
  const at = text.indexOf('=')
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** `name=value` texts as an object; a text without `=` has an empty value, and the last one of a name counts. */
export function pairsToObject(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, value = ''] = splitPair(pair)
      return [name, value]
    }),
  )
}

/**
 * Reads a file of `name=value` lines, as `--env-file` and `--label-file` take it: blank lines and such that begin with
 * `#` are left out, and a name alone takes its value from `env`.
 * @throws CliError, FileError in the words of Docker's client
 */
export async function readPairs(
  files: LocalFiles,
  path: string,
  env: DockerIo['env'] = {},
): Promise<string[]> {
  const pairs: string[] = []
  for (const [index, bytes] of splitLines(await files.read(path)).entries()) {
    const line = decodeLine(path, index, bytes).replace(/^\s+/, '')
    if (line === '' || line.startsWith('#')) continue
    const [name, value] = splitPair(line)
    if (/[ \t]/.test(name)) {
      throw new CliError(`poorly formatted environment: variable '${name}' contains whitespaces`)
    }
    if (name === '') {
      throw new CliError(`poorly formatted environment: no variable name on line '${line}'`)
    }
    if (value !== undefined) pairs.push(`${name}=${value}`)
    else if (env[line] !== undefined) pairs.push(`${line.trim()}=${env[line]}`)
  }
  return pairs
}

function decodeLine(path: string, index: number, bytes: Uint8Array): string {
  try {
    const line = decoder.decode(bytes)
    return index === 0 ? line.replace(/^\uFEFF/, '') : line
  } catch {
    const shown = `[${bytes.join(' ')}]`
    throw new CliError(
      `env file ${path} contains invalid utf8 bytes at line ${index + 1}: ${shown}`,
    )
  }
}

/** Lines without their ends (`\n` or `\r\n`). */
function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(10, start)
    const end = newline === -1 ? bytes.length : newline
    lines.push(bytes.subarray(start, bytes[end - 1] === 13 ? end - 1 : end))
    start = end + 1
  }
  return lines
}
