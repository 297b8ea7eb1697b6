import type { Context } from 'hono'
import type { TerminalSize } from '../machine/machine.ts'
import { EngineError, invalid } from './errors.ts'
import { decodeJson, JsonSyntaxError } from './go/json-syntax.ts'

/** Content type of a body that carries a container's streams. */
export const RAW_STREAM = 'application/vnd.docker.raw-stream'

/** A flag in a query string, by Docker's rules: everything but empty, `0`, `no`, `false` and `none` is yes. */
export function flag(c: Context, name: string, otherwise = false): boolean {
  const value = c.req.query(name)?.trim().toLowerCase()
  if (value === undefined) return otherwise
  return !['', '0', 'no', 'false', 'none'].includes(value)
}

/** A whole number in a query string; undefined where there is none. */
export function integer(c: Context, name: string): number | undefined {
  const value = c.req.query(name)
  return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : undefined
}

/**
 * A whole number in a query string, as dockerd reads it; undefined where there is none or it is empty.
 * @throws EngineError (500) in Go's words if it is no number.
 */
export function wholeNumber(c: Context, name: string): number | undefined {
  const value = c.req.query(name)
  if (!value) return undefined
  if (/^[+-]?\d+$/.test(value)) return Number(value)
  throw new EngineError(500, `strconv.Atoi: parsing ${JSON.stringify(value)}: invalid syntax`)
}

/** A body that is sent as it comes; its headers are sent at once. */
export function streamed(body: ReadableStream<Uint8Array>, type: string): Response {
  return new Response(body, { headers: { 'Content-Type': type } })
}

/**
 * A request's body as JSON, not validated.
 * @throws EngineError (400) if there is none, it is not JSON (in Go's words), or its type says that it is something else.
 */
export async function jsonBody(
  c: Context,
  malformed: (message: string) => Error = (message) =>
    invalid(message === 'EOF' ? 'got EOF while reading request body' : message),
): Promise<unknown> {
  const bytes = new Uint8Array(await c.req.arrayBuffer())
  const type = c.req.header('content-type') ?? ''
  const [mediaType = ''] = type.split(';')
  if ((type !== '' || bytes.length > 0) && mediaType.trim().toLowerCase() !== 'application/json') {
    throw invalid(`Content-Type specified (${type}) must be 'application/json'`)
  }
  try {
    return decodeJson(bytes)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw malformed(error.message)
  }
}

/** An answer in JSON as dockerd's `WriteJSON` sends it: compact, with a line's end. */
export function json(value: unknown, status = 200): Response {
  return new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: { 'Content-Type': 'application/json' },
  })
}

/**
 * The terminal's size in a query string.
 * @throws EngineError (400), with the words of Go's strconv, if it is not two whole numbers.
 */
export function terminalSize(c: Context): TerminalSize {
  return { rows: atoi(c.req.query('h') ?? ''), cols: atoi(c.req.query('w') ?? '') }
}

function atoi(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw invalid(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
}
