import { EngineError } from '../errors.ts'
import { formatIPv4 } from '../networks/ipv4.ts'
import { isUserDefined } from '../networks/network.ts'
import { placesOf } from '../networks/networking.ts'
import type { Container } from './container.ts'

/** What every `/etc/hosts` of Docker's begins with. */
const HOSTS = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'ff00::0\tip6-mcastprefix',
  'ff02::1\tip6-allnodes',
  'ff02::2\tip6-allrouters',
]

/** Docker's own resolver, in the container's network namespace. */
const RESOLVER = '127.0.0.11'

/** A container's `/etc/hosts`: itself under each of the addresses that it has now. */
export function hostsFile(container: Container): string {
  const { hostname, domainname } = container.config
  const full = domainname === '' ? hostname : `${hostname}.${domainname}`
  const [first = ''] = full.split('.')
  const name = first === full ? full : `${full} ${first}`
  const own = placesOf(container).flatMap(({ endpoint: { address } }) =>
    address === undefined ? [] : [`${formatIPv4(address)}\t${name}`],
  )
  const others = (container.hostConfig.ExtraHosts ?? []).map(extraHost)
  return [...HOSTS, ...others, ...own].map((line) => `${line}\n`).join('')
}

function extraHost(entry: string): string {
  const colon = entry.indexOf(':')
  const address = entry.slice(colon + 1)
  if (address === 'host-gateway') {
    throw new EngineError(500, 'unable to derive the IP value for host-gateway')
  }
  return `${address}\t${entry.slice(0, colon)}`
}

/**
 * A container's `/etc/resolv.conf` in libnetwork's form. On a user's network it names Docker's resolver; elsewhere it
 * names nobody but whom it was told to: the machine, from which dockerd would take that, knows no resolver.
 */
export function resolverFile(container: Container): string {
  const { Dns, DnsSearch, DnsOptions } = container.hostConfig
  const isNamed = placesOf(container).some(({ network }) => isUserDefined(network.name))
  const search = (DnsSearch ?? []).join(' ').trim()
  const asked = DnsOptions ?? []
  const isCounted = asked.some((option) => option.startsWith('ndots:'))
  const options = [...asked, ...(isNamed && !isCounted ? ['ndots:0'] : [])].join(' ').trim()
  return [
    ...(search === '' || search === '.' ? [] : [`search ${search}\n`]),
    ...(isNamed ? [RESOLVER] : (Dns ?? [])).map((address) => `nameserver ${address}\n`),
    ...(options === '' ? [] : [`options ${options}\n`]),
  ].join('')
}
