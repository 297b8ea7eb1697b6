import * as v from 'valibot'
import { contains, parseIPv4, parseSubnet } from '../../../engine/networks/ipv4.ts'
import { defineCommand } from '../../command.ts'
import { bool, list, map, text } from '../../flags.ts'
import { CliError } from '../../io.ts'
import { checkLabel, pairs } from '../../labels.ts'

const several = { type: 'strings' }

/** `docker network create` */
export const createNetwork = defineCommand({
  name: 'create',
  args: 'NETWORK',
  arity: { min: 1, max: 1 },
  short: 'Create a network',
  flags: () => ({
    attachable: bool('Enable manual container attachment', { requires: { version: '1.25' } }),
    'aux-address': map('Auxiliary IPv4 or IPv6 addresses used by Network driver'),
    'config-from': text('The network from which to copy the configuration', {
      requires: { version: '1.30' },
    }),
    'config-only': bool('Create a configuration only network', { requires: { version: '1.30' } }),
    driver: text('Driver to manage the Network', { short: 'd' }, 'bridge'),
    gateway: list('IPv4 or IPv6 Gateway for the master subnet', several),
    ingress: bool('Create swarm routing-mesh network', { requires: { version: '1.29' } }),
    internal: bool('Restrict external access to the network'),
    'ip-range': list('Allocate container ip from a sub-range', several),
    'ipam-driver': text('IP Address Management Driver', {}, 'default'),
    'ipam-opt': map('Set IPAM driver specific options'),
    ipv6: bool('Enable IPv6 networking'),
    label: list('Set metadata on a network', { check: checkLabel }),
    opt: map('Set driver specific options', { short: 'o' }),
    scope: text("Control the network's scope", { requires: { version: '1.30' } }),
    subnet: list('Subnet in CIDR format that represents a network segment', several),
  }),
  async run(cli, flags, [name = '']) {
    const configFrom = flags['config-from'].value
    const body = {
      CheckDuplicate: true,
      Driver: flags.driver.value,
      Scope: flags.scope.value,
      EnableIPv6: flags.ipv6.value,
      IPAM: {
        Driver: flags['ipam-driver'].value,
        Options: flags['ipam-opt'].value,
        Config: addresses({
          subnets: split(flags.subnet.value),
          ranges: split(flags['ip-range'].value),
          gateways: split(flags.gateway.value),
          auxiliary: flags['aux-address'].value,
        }),
      },
      Internal: flags.internal.value,
      Attachable: flags.attachable.value,
      Ingress: flags.ingress.value,
      ConfigOnly: flags['config-only'].value,
      ConfigFrom: configFrom === '' ? null : { Network: configFrom },
      Options: flags.opt.value,
      Labels: pairs(flags.label.value),
      Name: name,
    }
    const created = v.object({ Id: v.string() })
    const { Id } = await cli.api.json(created, 'POST', '/networks/create', { body })
    await cli.out(`${Id}\n`)
    return 0
  },
})

function split(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(','))
}

interface Addresses {
  subnets: readonly string[]
  ranges: readonly string[]
  gateways: readonly string[]
  auxiliary: Readonly<Record<string, string>>
}

/** What belongs to the one subnet of a network. @throws CliError */
function addresses({ subnets, ranges, gateways, auxiliary }: Addresses) {
  if (subnets.length < ranges.length || subnets.length < gateways.length) {
    throw new CliError('every ip-range or gateway must have a corresponding subnet')
  }
  const [subnet] = subnets
  const [gateway] = gateways
  const pool = subnet === undefined ? undefined : parseSubnet(subnet)
  const address = gateway === undefined ? undefined : parseIPv4(gateway)
  if (subnets.length === 1 && pool && address !== undefined && !contains(pool, address)) {
    throw new CliError(`no matching subnet for gateway ${gateway}`)
  }
  if (subnets.length > 1 && ranges.length + gateways.length + Object.keys(auxiliary).length > 0) {
    throw new CliError('several subnets with ranges or gateways of their own are not supported')
  }
  return subnets.map((Subnet) => ({
    Subnet,
    ...(ranges[0] !== undefined && { IPRange: ranges[0] }),
    ...(gateways[0] !== undefined && { Gateway: gateways[0] }),
    ...(Object.keys(auxiliary).length > 0 && { AuxiliaryAddresses: auxiliary }),
  }))
}
