import { DockerfileParser, type Instruction as ParsedInstruction } from 'dockerfile-ast'
import * as v from 'valibot'

/** A Dockerfile that cannot be built; the message begins with the file and the line. */
export class DockerfileError extends Error {
  override readonly name = 'DockerfileError'
  constructor(file: string, line: number, reason: string) {
    super(`${file}:${line}: ${reason}`)
  }
}

/** One instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals: `COPY`. */
  keyword: string
  /** `--name=value` options, by name. */
  flags: ReadonlyMap<string, string>
  /** What follows the flags, with continued lines joined and comments dropped. */
  text: string
  /** The JSON (exec) form, where that is how it is written. */
  json: readonly string[] | undefined
  /** An error at this instruction, to be thrown. */
  error(reason: string): DockerfileError
}

/** A Dockerfile as instructions. */
export interface Dockerfile {
  instructions: readonly Instruction[]
  /** Character that escapes and continues lines: `\`, unless a directive says otherwise. */
  escape: string
}

const JsonForm = v.pipe(v.string(), v.parseJson(), v.array(v.string()))

/**
 * Reads a Dockerfile.
 *
 * @param file how errors call it.
 * @throws {DockerfileError} for an instruction without arguments.
 */
export function parseDockerfile(source: string, file: string): Dockerfile {
  const dockerfile = DockerfileParser.parse(source)
  const escape = dockerfile.getEscapeCharacter()
  const instructions = dockerfile.getInstructions().map((parsed): Instruction => {
    const line = parsed.getRange().start.line + 1
    const keyword = parsed.getKeyword()
    const error = (reason: string) => new DockerfileError(file, line, reason)
    const text = joinLines(parsed.getRawArgumentsContent() ?? '', escape)
    if (text === '') throw error(`${keyword} requires at least one argument`)
    const json = v.safeParse(JsonForm, text)
    return {
      keyword,
      flags: flagsOf(parsed),
      text,
      json: json.success ? json.output : undefined,
      error,
    }
  })
  return { instructions, escape }
}

function joinLines(raw: string, escape: string): string {
  const lines = raw.split('\n').filter((line) => !/^\s*(#|$)/.test(line))
  const joined = lines.map((line) => {
    const trimmed = line.trimEnd()
    return trimmed.endsWith(escape) ? trimmed.slice(0, -1) : trimmed
  })
  return joined.join('').trim()
}

function flagsOf(instruction: ParsedInstruction & { getFlags?: unknown }): Map<string, string> {
  const flags = new Map<string, string>()
  if (!hasFlags(instruction)) return flags
  for (const flag of instruction.getFlags()) flags.set(flag.getName(), flag.getValue() ?? '')
  return flags
}

interface WithFlags {
  getFlags(): { getName(): string; getValue(): string | null }[]
}

function hasFlags(instruction: object): instruction is WithFlags {
  return 'getFlags' in instruction
}
