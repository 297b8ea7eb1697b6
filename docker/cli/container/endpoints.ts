import { mapOrNothing, nullIfEmpty, omitEmpty, type JsonObject } from './json.ts'
import type { NetworkAttachment } from './network.ts'

/** What is set on the first network by flags of their own. */
export interface EndpointFlags {
  aliases: readonly string[]
  links: readonly string[]
  linkLocalIps: readonly string[]
  ipv4: string
  ipv6: string
}

/** Networks that are there without anybody having made them. */
const PREDEFINED = ['default', 'bridge', 'host', 'none']

/**
 * The endpoints that a container is created with, by network.
 * @throws Error in the words of Docker's client
 */
export function endpoints(
  networks: readonly NetworkAttachment[],
  flags: EndpointFlags,
): Record<string, JsonObject> {
  const found: Record<string, JsonObject> = {}
  for (const [index, network] of networks.entries()) {
    const endpoint = endpointOf(index === 0 ? withFlags(network, flags) : withoutFlags(network))
    if (Object.hasOwn(found, network.target)) {
      throw new Error(`network "${network.target}" is specified multiple times`)
    }
    // Docker's client leaves out the one network that nothing is set for.
    if (networks.length > 1 || endpoint) found[network.target] = endpoint ?? settings({})
  }
  const userDefined = networks.filter(({ target }) => isUserDefined(target)).length
  if (userDefined > 0 && userDefined < networks.length) {
    throw new Error(
      'conflicting options: cannot attach both user-defined and non-user-defined network-modes',
    )
  }
  return found
}

type Endpoint = NetworkAttachment & { links: readonly string[]; linkLocalIps: readonly string[] }

function withoutFlags(network: NetworkAttachment): Endpoint {
  return { ...network, links: [], linkLocalIps: [] }
}

function withFlags(network: NetworkAttachment, flags: EndpointFlags): Endpoint {
  const conflict = (flag: string, what: string) =>
    new Error(`conflicting options: cannot specify both ${flag} and per-network ${what}`)
  if (network.aliases.length > 0 && flags.aliases.length > 0) {
    throw conflict('--network-alias', 'alias')
  }
  if (network.ipv4 !== '' && flags.ipv4 !== '') throw conflict('--ip', 'IPv4 address')
  if (network.ipv6 !== '' && flags.ipv6 !== '') throw conflict('--ip6', 'IPv6 address')
  return {
    ...network,
    aliases: flags.aliases.length > 0 ? [...flags.aliases] : network.aliases,
    links: flags.links,
    linkLocalIps: flags.linkLocalIps,
    ipv4: flags.ipv4 || network.ipv4,
    ipv6: flags.ipv6 || network.ipv6,
  }
}

/** The API's EndpointSettings; undefined where nothing is set. */
function endpointOf(endpoint: Endpoint): JsonObject | undefined {
  const { target, aliases, links, linkLocalIps, ipv4, ipv6, driverOptions } = endpoint
  if (target.trim() === '') throw new Error('no name set for network')
  if (!isUserDefined(target) && aliases.length > 0) {
    throw new Error('network-scoped aliases are only supported for user-defined networks')
  }
  if (!isUserDefined(target) && links.length > 0) {
    throw new Error('links are only supported for user-defined networks')
  }
  const ipam = omitEmpty({ IPv4Address: ipv4, IPv6Address: ipv6, LinkLocalIPs: linkLocalIps })
  const given = {
    ...(Object.keys(ipam).length > 0 ? { IPAMConfig: ipam } : {}),
    ...(links.length > 0 ? { Links: links } : {}),
    ...(aliases.length > 0 ? { Aliases: aliases } : {}),
    ...(mapOrNothing(driverOptions) ? { DriverOpts: driverOptions } : {}),
  }
  return Object.keys(given).length > 0 ? settings(given) : undefined
}

function settings(given: JsonObject): JsonObject {
  return {
    IPAMConfig: null,
    Links: nullIfEmpty([]),
    Aliases: nullIfEmpty([]),
    NetworkID: '',
    EndpointID: '',
    Gateway: '',
    IPAddress: '',
    IPPrefixLen: 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    MacAddress: '',
    DriverOpts: null,
    ...given,
  }
}

function isUserDefined(mode: string): boolean {
  return !PREDEFINED.includes(mode) && !mode.startsWith('container:')
}
