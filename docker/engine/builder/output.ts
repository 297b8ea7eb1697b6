import { marshalJson } from '../go/json-text.ts'
import type { Say } from '../images/progress.ts'

/** A build failed with the exit code of a program, which the client's becomes. */
export class BuildError extends Error {
  override readonly name = 'BuildError'
  readonly code: number

  constructor(message: string, code: number) {
    super(message)
    this.code = code
  }
}

/** Where a build tells how it goes. */
export interface BuildOutput {
  /** What a pull says. */
  say: Say
  /** Text for people. */
  out(text: string): void
  /** Text about what is wrong, in red. */
  err(text: string): void
  /** The ID of the image that a stage made. */
  aux(id: string): void
}

/** Tells the lines of a build, as dockerd's stream has them. @param write takes a line, its end included */
export function buildOutput(write: (line: string) => void): BuildOutput {
  const line = (value: unknown) => write(`${marshalJson(value)}\r\n`)
  return {
    say: line,
    out: (text) => line({ stream: text }),
    err: (text) => line({ stream: `\u001b[91m${text}\u001b[0m` }),
    aux: (id) => line({ aux: { ID: id } }),
  }
}

/** A failure as the last line of a stream. */
export function failureLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof BuildError ? { code: error.code } : {}
  return `${marshalJson({ errorDetail: { ...code, message }, error: message })}\r\n`
}
