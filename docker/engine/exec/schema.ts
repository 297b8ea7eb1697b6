import * as v from 'valibot'
import { EngineError, invalid } from '../errors.ts'
import { parseDetachKeys } from '../detach.ts'

const optional = <S extends v.GenericSchema>(schema: S) => v.nullish(schema)

const words = v.pipe(
  v.union([v.array(v.string()), v.string()]),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
)

const createBody = v.object({
  User: optional(v.string()),
  Privileged: optional(v.boolean()),
  Tty: optional(v.boolean()),
  AttachStdin: optional(v.boolean()),
  AttachStderr: optional(v.boolean()),
  AttachStdout: optional(v.boolean()),
  DetachKeys: optional(v.string()),
  Env: optional(v.array(v.string())),
  WorkingDir: optional(v.string()),
  Cmd: optional(words),
})

const startBody = v.object({ Detach: optional(v.boolean()), Tty: optional(v.boolean()) })

/** The body of `POST /containers/…/exec`. @throws EngineError (400) */
export function parseExecCreate(value: unknown) {
  const { Cmd, ...body } = parse(createBody, value)
  const cmd = Cmd ?? []
  if (cmd.length === 0) throw invalid('No exec command specified')
  return { ...body, Cmd: cmd }
}

/** The body of `POST /exec/…/start`. @throws EngineError (400) */
export function parseExecStart(value: unknown): { detach: boolean; tty: boolean } {
  const { Detach, Tty } = parse(startBody, value)
  return { detach: Detach ?? false, tty: Tty ?? false }
}

/** @throws EngineError (500, which is dockerd's status for it) */
export function execDetachKeys(keys: string | null | undefined): Uint8Array {
  if (!keys) return new Uint8Array(0)
  const bytes = parseDetachKeys(keys)
  if (!bytes) throw new EngineError(500, `Invalid escape keys (${keys}) provided`)
  return bytes
}

function parse<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw invalid(`invalid ${v.getDotPath(issue) ?? 'body'}: ${issue.message}`)
}
