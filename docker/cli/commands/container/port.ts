import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { inspectAs } from '../../container/api.ts'
import { parsePortName } from '../../container/ports.ts'
import { CliError } from '../../io.ts'

const inspected = v.object({
  NetworkSettings: v.nullish(
    v.object({
      Ports: v.nullish(
        v.record(
          v.string(),
          v.nullable(v.array(v.object({ HostIp: v.string(), HostPort: v.string() }))),
        ),
      ),
    }),
  ),
})

/** `docker port` */
export const port = defineCommand({
  name: 'port',
  args: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  arity: { min: 1, max: 2 },
  short: 'List port mappings or a specific mapping for the container',
  flags: () => ({}),
  async run(cli, _flags, [name = '', asked = '']) {
    const { NetworkSettings } = await inspectAs(cli, inspected, name)
    const ports = Object.entries(NetworkSettings?.Ports ?? {})
    if (asked === '') {
      const lines = ports.flatMap(([inside, bindings]) =>
        (bindings ?? []).map(({ HostIp, HostPort }) => `${inside} -> ${HostIp}:${HostPort}\n`),
      )
      await cli.out(lines.toSorted(byNumber).join(''))
      return 0
    }
    const { given, wanted } = readPort(asked)
    const bindings = ports.find(([inside]) => inside === wanted)?.[1]
    if (!bindings) {
      throw new CliError(`Error: No public port '${given}' published for ${name}`)
    }
    await cli.out(bindings.map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}\n`).join(''))
    return 0
  },
})

// As clients after 20.10 do, which leaves the order to chance.
const byNumber = new Intl.Collator('en', { numeric: true }).compare

/** The port as it was asked for, with its protocol, and as the API names it. @throws CliError */
function readPort(text: string): { given: string; wanted: string } {
  const slash = text.indexOf('/')
  const hasProtocol = slash !== -1 && slash < text.length - 1
  const number = hasProtocol ? text.slice(0, slash) : text
  const protocol = hasProtocol ? text.slice(slash + 1) : 'tcp'
  try {
    return { given: `${number}/${protocol}`, wanted: parsePortName(number, protocol) }
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error))
  }
}
