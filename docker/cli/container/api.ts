import * as v from 'valibot'
import { ApiError } from '../api.ts'
import type { Cli } from '../cli.ts'
import { cleanPath } from '../../engine/go/path.ts'

/** A path in the API that names a container or an exec as it was given: as Docker's client makes it, with every slash a slash. */
export function apiPath(...parts: readonly string[]): string {
  const path = cleanPath(parts.join('/'))
  return path.split('/').map(encodeURIComponent).join('/')
}

/** A container's path in the API. */
export function containerPath(name: string, rest = ''): string {
  return apiPath('/containers', name, rest)
}

/** Says that something is not there in the words of Docker's client, where the engine answered 404. */
export async function orNoSuch<T>(object: string, name: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error
    throw new ApiError(404, `Error: No such ${object}: ${name}`)
  }
}

const container = v.object({
  Id: v.string(),
  State: v.object({
    Running: v.optional(v.boolean(), false),
    Paused: v.optional(v.boolean(), false),
    Restarting: v.optional(v.boolean(), false),
  }),
  Config: v.object({
    Tty: v.optional(v.boolean(), false),
    OpenStdin: v.optional(v.boolean(), false),
  }),
  HostConfig: v.object({ AutoRemove: v.optional(v.boolean(), false) }),
})

/** What commands need to know of a container. */
export type Inspected = v.InferOutput<typeof container>

/** Looks at a container. @throws ApiError */
export function inspectContainer(cli: Cli, name: string): Promise<Inspected> {
  return inspectAs(cli, container, name)
}

/** Looks at those of a container's facts that a schema asks for. @throws ApiError */
export async function inspectAs<S extends v.GenericSchema>(
  cli: Cli,
  schema: S,
  name: string,
): Promise<v.InferOutput<S>> {
  if (name === '') throw new ApiError(404, `Error: No such container: ${name}`)
  return await orNoSuch('container', name, cli.api.json(schema, 'GET', containerPath(name, 'json')))
}

/** A body's whole text. @throws Interrupted on Ctrl+C */
export async function bodyText(cli: Cli, response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of cli.api.read(response)) text += decoder.decode(part, { stream: true })
  return text + decoder.decode()
}
