import { defineCommand } from '../../command.ts'
import { bool, list, text } from '../../flags.ts'
import { CliError } from '../../io.ts'
import { objectPath } from '../../objects.ts'

const several = { type: 'strings' }

/** `docker network connect` */
export const connectNetwork = defineCommand({
  name: 'connect',
  args: 'NETWORK CONTAINER',
  arity: { min: 2, max: 2 },
  short: 'Connect a container to a network',
  flags: () => ({
    alias: list('Add network-scoped alias for the container', several),
    'driver-opt': list('driver options for the network', several),
    ip: text('IPv4 address (e.g., 172.30.100.104)'),
    ip6: text('IPv6 address (e.g., 2001:db8::33)'),
    link: list('Add link to another container'),
    'link-local-ip': list('Add a link-local address for the container', several),
  }),
  async run(cli, flags, [network = '', container = '']) {
    const linkLocal = split(flags['link-local-ip'].value)
    const body = {
      Container: container,
      EndpointConfig: {
        IPAMConfig: {
          ...(flags.ip.value && { IPv4Address: flags.ip.value }),
          ...(flags.ip6.value && { IPv6Address: flags.ip6.value }),
          ...(linkLocal.length > 0 && { LinkLocalIPs: linkLocal }),
        },
        Links: flags.link.value,
        Aliases: split(flags.alias.value),
        DriverOpts: driverOptions(split(flags['driver-opt'].value)),
      },
    }
    await cli.api.send('POST', objectPath('network', network, '/connect'), { body })
    return 0
  },
})

/** `docker network disconnect` */
export const disconnectNetwork = defineCommand({
  name: 'disconnect',
  args: 'NETWORK CONTAINER',
  arity: { min: 2, max: 2 },
  short: 'Disconnect a container from a network',
  flags: () => ({
    force: bool('Force the container to disconnect from a network', { short: 'f' }),
  }),
  async run(cli, { force }, [network = '', container = '']) {
    const body = { Container: container, Force: force.value }
    await cli.api.send('POST', objectPath('network', network, '/disconnect'), { body })
    return 0
  },
})

/** Values that may be several with commas between them. */
function split(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(','))
}

function driverOptions(options: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    options.map((option) => {
      const at = option.indexOf('=')
      if (at < 0) throw new CliError('invalid key/value pair format in driver options')
      return [option.slice(0, at).trim(), option.slice(at + 1).trim()]
    }),
  )
}
