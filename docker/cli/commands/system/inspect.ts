import * as v from 'valibot'
import { ApiError } from '../../api.ts'
import { defineCommand, type Cli } from '../../command.ts'
import { orNoSuch } from '../../container/api.ts'
import { bool, text } from '../../flags.ts'
import type { GoType } from '../../format/go/type.ts'
import { writeInspect, type Inspected } from '../../format/inspect.ts'
import { CONTAINER } from '../../format/types/container.ts'
import { IMAGE, NETWORK, VOLUME } from '../../format/types/objects.ts'
import { quote } from '../../format/text.ts'
import { CliError } from '../../io.ts'
import { objectPath } from '../../objects.ts'

interface Kind {
  name: Parameters<typeof objectPath>[0]
  /** What follows the name in the path. */
  rest?: string
  type?: GoType
  /** Only managers of a swarm have such objects. */
  ofSwarm?: boolean
  query?: Record<string, string>
}

/** The kinds of objects that can be inspected, in the order in which they are tried. */
const KINDS: readonly Kind[] = [
  { name: 'container', rest: 'json', type: CONTAINER },
  { name: 'image', rest: 'json', type: IMAGE },
  { name: 'network', type: NETWORK },
  { name: 'volume', type: VOLUME },
  { name: 'service', ofSwarm: true, query: { insertDefaults: 'true' } },
  { name: 'task', ofSwarm: true },
  { name: 'node', ofSwarm: true },
  { name: 'plugin', rest: 'json' },
  { name: 'secret', ofSwarm: true },
]

/** `docker inspect` */
export const inspect = defineCommand({
  name: 'inspect',
  args: 'NAME|ID [NAME|ID...]',
  arity: { min: 1, max: Infinity },
  short: 'Return low-level information on Docker objects',
  flags: () => ({
    format: text('Format the output using the given Go template', { short: 'f' }),
    size: bool('Display total file sizes if the type is container', { short: 's' }),
    type: text('Return JSON for specified type'),
  }),
  async run(cli, { format, size, type }, names) {
    if (type.value !== '' && !KINDS.some(({ name }) => name === type.value)) {
      throw new CliError(`${quote(type.value)} is not a valid value for --type`)
    }
    const get = (name: string) => find(cli, name, { type: type.value, size: size.value })
    return await writeInspect(cli, names, get, format.value)
  },
})

/** Looks a name up among all kinds of objects, or those of one type. @throws ApiError */
async function find(cli: Cli, name: string, { type, size }: { type: string; size: boolean }) {
  let isManager: boolean | undefined
  for (const kind of KINDS) {
    if (type !== '' && kind.name !== type) continue
    if (type === '' && kind.ofSwarm && !(isManager ??= await isSwarmManager(cli))) continue
    try {
      const found = await inspectOne(cli, kind, name, size)
      if (size && kind.name !== 'container') {
        await cli.err(`WARNING: --size ignored for ${kind.name}\n`)
      }
      return found
    } catch (error) {
      if (!(error instanceof ApiError) || type !== '' || !isElsewhere(error)) throw error
    }
  }
  throw new ApiError(404, `Error: No such object: ${name}`)
}

async function inspectOne(
  cli: Cli,
  { name: kind, rest, type, query }: Kind,
  name: string,
  size: boolean,
): Promise<Inspected> {
  if (name === '') throw new ApiError(404, `Error: No such ${kind}: `)
  const path = objectPath(kind, name, rest)
  const json = await orNoSuch(
    kind,
    name,
    cli.api.text('GET', path, {
      query: { ...query, ...(size && kind === 'container' && { size: '1' }) },
    }),
  )
  return { json, ...(type && { type }) }
}

/** Whether the object may be of another kind. */
function isElsewhere({ status, message }: ApiError): boolean {
  return status === 404 || /not supported|invalid reference format/.test(message)
}

async function isSwarmManager(cli: Cli): Promise<boolean> {
  const info = v.object({ Swarm: v.object({ ControlAvailable: v.optional(v.boolean(), false) }) })
  try {
    return (await cli.api.json(info, 'GET', '/info')).Swarm.ControlAvailable
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    await cli.err(`${error.message}\n`)
    return false
  }
}
