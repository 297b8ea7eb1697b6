import * as v from 'valibot'
import { invalid } from '../errors.ts'

/** Go's JSON writes null where a slice, map or pointer is nil. */
const optional = <S extends v.GenericSchema>(schema: S) => v.nullish(schema)
/** A command as a list, or as one word. */
const words = v.pipe(
  v.union([v.array(v.string()), v.string()]),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
)
const empty = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((keys) => Object.keys(keys)),
)

const restartPolicy = v.object({
  Name: v.optional(v.string()),
  MaximumRetryCount: v.optional(v.number()),
})

/** Properties of HostConfig that are honoured. */
const hostConfig = {
  AutoRemove: optional(v.boolean()),
  NetworkMode: optional(v.picklist(['', 'default', 'bridge', 'none'])),
  RestartPolicy: optional(restartPolicy),
  LogConfig: optional(
    v.object({
      Type: v.optional(v.picklist(['', 'json-file'])),
      Config: optional(v.strictObject({})),
    }),
  ),
  ConsoleSize: optional(v.array(v.number())),
  IpcMode: optional(v.picklist(['', 'private', 'shareable'])),
  CgroupnsMode: optional(v.picklist(['', 'private'])),
  Runtime: optional(v.picklist(['', 'crun'])),
}

/** Properties of the body that are honoured; names and shapes are those of API v1.41. */
const body = {
  Image: v.string(),
  Cmd: optional(words),
  Entrypoint: optional(words),
  Env: optional(v.array(v.string())),
  WorkingDir: optional(v.string()),
  Hostname: optional(v.string()),
  Domainname: optional(v.string()),
  User: optional(v.string()),
  Tty: optional(v.boolean()),
  OpenStdin: optional(v.boolean()),
  StdinOnce: optional(v.boolean()),
  AttachStdin: optional(v.boolean()),
  AttachStdout: optional(v.boolean()),
  AttachStderr: optional(v.boolean()),
  Labels: optional(v.record(v.string(), v.string())),
  StopSignal: optional(v.string()),
  StopTimeout: optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  ExposedPorts: optional(empty),
  HostConfig: optional(v.looseObject(hostConfig)),
  NetworkingConfig: optional(
    v.object({ EndpointsConfig: optional(v.record(v.string(), v.unknown())) }),
  ),
}
const createRequest = v.looseObject(body)

/** The body of `POST /containers/create`. */
export type CreateRequest = v.InferOutput<typeof createRequest>

/**
 * Reads the body of `POST /containers/create`. What Docker has and this engine cannot do is refused, so that
 * nobody believes that it was done; its default value (`false`, `0`, an empty list …) is accepted.
 * @throws EngineError (400)
 */
export function parseCreateRequest(value: unknown): CreateRequest {
  const parsed = v.safeParse(createRequest, value)
  if (!parsed.success) {
    const issue = parsed.issues[0]
    const path = v.getDotPath(issue)
    throw invalid(
      path === null
        ? 'config cannot be empty in order to create a container'
        : `invalid ${path}: ${issue.message}`,
    )
  }
  const request = parsed.output
  refuseOthers(request, Object.keys(body), '')
  refuseOthers(request.HostConfig ?? {}, Object.keys(hostConfig), 'HostConfig.')
  const restart = request.HostConfig?.RestartPolicy?.Name ?? ''
  if (restart !== '' && restart !== 'no') throw invalid(notHonoured('HostConfig.RestartPolicy'))
  for (const network of Object.keys(request.NetworkingConfig?.EndpointsConfig ?? {})) {
    if (!['default', 'bridge', 'none'].includes(network))
      throw invalid(`network ${network} not found`)
  }
  return request
}

/** Values other than zero that Docker's client sends for options nobody asked for. */
const CLIENT_DEFAULTS: Record<string, unknown> = { MemorySwappiness: -1, ArgsEscaped: true }

function refuseOthers(object: Record<string, unknown>, honoured: readonly string[], where: string) {
  for (const [name, value] of Object.entries(object)) {
    if (honoured.includes(name) || isZero(value) || CLIENT_DEFAULTS[name] === value) continue
    throw invalid(notHonoured(where + name))
  }
}

function notHonoured(option: string) {
  return `${option} is not supported by this engine`
}

/** Whether a value says "not asked for", as Go's zero values do. */
function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isZero)
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isZero)
  return value === undefined || value === null || value === false || value === 0 || value === ''
}
