import * as v from 'valibot'
import { EngineError, forbidden, invalid, notFound } from '../errors.ts'
import { isIPv6 } from '../containers/create/addresses.ts'
import {
  contains,
  formatIPv4,
  formatSubnet,
  overlaps,
  parseIPv4,
  parseSubnet,
  type Subnet,
} from './ipv4.ts'
import type { Bridge, IpamConfig, Network } from './network.ts'
import { AddressPool } from './pool.ts'

const text = v.nullish(v.string(), '')
const flag = v.nullish(v.boolean(), false)
const strings = v.nullish(v.record(v.string(), v.string()))

/** The body of `POST /networks/create`. */
export const createBody = v.object({
  Name: text,
  CheckDuplicate: flag,
  Driver: text,
  Scope: text,
  EnableIPv6: flag,
  IPAM: v.nullish(
    v.object({
      Driver: text,
      Options: strings,
      Config: v.nullish(
        v.array(
          v.object({
            Subnet: text,
            IPRange: text,
            Gateway: text,
            AuxiliaryAddresses: strings,
          }),
        ),
      ),
    }),
  ),
  Internal: flag,
  Attachable: flag,
  Ingress: flag,
  ConfigOnly: flag,
  ConfigFrom: v.nullish(v.object({ Network: text })),
  Options: strings,
  Labels: strings,
})
export type CreateNetwork = v.InferOutput<typeof createBody>

/** @throws EngineError with the reason for what Docker has and this engine has not, in libnetwork's words where it has some. */
export function refuseUnsupported({
  Name,
  Driver,
  Scope,
  EnableIPv6,
  IPAM,
  ...rest
}: CreateNetwork) {
  if (Name.trim() === '') throw invalid(`invalid name: ${Name}`)
  if (Scope !== '' && Scope !== 'local') {
    throw forbidden('cannot create a swarm scoped network when swarm is not active')
  }
  if (rest.Ingress) throw forbidden('Ingress network can only be global scope network')
  if (rest.ConfigOnly) throw invalid('configuration networks are not supported by this engine')
  const from = rest.ConfigFrom?.Network ?? ''
  if (from !== '') throw notFound(`configuration network ${JSON.stringify(from)} does not exist`)
  if (['host', 'null'].includes(Driver)) {
    throw forbidden(`only one instance of ${JSON.stringify(Driver)} network is allowed`)
  }
  if (Driver === 'overlay') {
    throw new EngineError(
      500,
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    )
  }
  if (!['', 'bridge'].includes(Driver)) {
    throw notFound(`plugin ${JSON.stringify(Driver)} not found`)
  }
  if (EnableIPv6) throw invalid('IPv6 is not there in the machine’s kernel')
  const ipam = IPAM?.Driver ?? ''
  if (!['', 'default'].includes(ipam)) throw notFound(`plugin ${JSON.stringify(ipam)} not found`)
}

/** Docker's default address pools: 172.17 to 172.31, then 192.168 in sixteenths (`ipamutils`). */
const POOLS: readonly Subnet[] = [
  ...Array.from({ length: 15 }, (_, index) => ({ base: 0xac110000 + index * 0x10000, prefix: 16 })),
  ...Array.from({ length: 16 }, (_, index) => ({ base: 0xc0a80000 + index * 0x1000, prefix: 20 })),
]

/** A bridge's addresses, and how the API tells of them. */
export interface Addressing extends Omit<Bridge, 'device'> {
  config: IpamConfig[]
  hasOwnSubnet: boolean
}

/**
 * Chooses a network's subnet and gateway, or checks those that are asked for.
 * @throws EngineError in libnetwork's words.
 */
export function addressing(
  asked: readonly IpamConfig[],
  name: string,
  others: Iterable<Network>,
): Addressing {
  const taken = [...others].flatMap(({ bridge }) => (bridge ? [bridge.pool.subnet] : []))
  const isFree = (subnet: Subnet) => !taken.some((other) => overlaps(subnet, other))
  const [wanted] = asked
  if (!wanted) {
    const subnet = POOLS.find(isFree)
    if (!subnet) {
      throw notFound(
        'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      )
    }
    const pool = new AddressPool(subnet)
    const gateway = pool.claim(subnet.base + 1)
    const config = [{ Subnet: formatSubnet(subnet), Gateway: formatIPv4(gateway) }]
    return { pool, gateway, config, hasOwnSubnet: false }
  }
  if (asked.length > 1) throw forbidden("bridge driver doesn't support multiple subnets")
  const subnet = subnetOf(wanted.Subnet ?? '')
  const range = rangeOf(wanted, subnet)
  const { Gateway = '' } = wanted
  if (Gateway !== '' && parseIPv4(Gateway) === undefined) {
    throw invalid(`invalid gateway address ${Gateway} in Ipam configuration`)
  }
  if (!isFree(subnet)) throw forbidden('Pool overlaps with other one on this address space')
  const pool = new AddressPool(subnet, range)
  const gateway = gatewayOf(pool, Gateway)
  reserve(pool, wanted.AuxiliaryAddresses ?? {}, name)
  return { pool, gateway, config: [wanted], hasOwnSubnet: true }
}

function subnetOf(text: string): Subnet {
  const subnet = parseSubnet(text)
  if (subnet && subnet.prefix <= 30) return subnet
  const [address = ''] = text.split('/')
  if (isIPv6(address)) throw invalid('IPv6 is not there in the machine’s kernel')
  throw new EngineError(500, `Invalid subnet ${text} : invalid CIDR address: ${text}`)
}

function rangeOf({ Subnet = '', IPRange = '' }: IpamConfig, subnet: Subnet): Subnet | undefined {
  if (IPRange === '') return undefined
  const range = parseSubnet(IPRange)
  if (range && range.prefix >= subnet.prefix && contains(subnet, range.base)) return range
  throw new EngineError(
    500,
    `failed to parse pool request for address space "LocalDefault" pool "${Subnet}" subpool "${IPRange}": Invalid Address SubPool`,
  )
}

function gatewayOf(pool: AddressPool, asked: string): number {
  try {
    const gateway = asked === '' ? pool.take() : pool.claim(parseIPv4(asked) ?? 0)
    if (gateway !== undefined) return gateway
    throw invalid('No available addresses on this pool')
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const shown = asked === '' ? '' : asked
    throw new EngineError(500, `failed to allocate gateway (${shown}): ${error.message}`)
  }
}

/** Keeps the addresses that other machines have. */
function reserve(pool: AddressPool, auxiliary: Record<string, string>, name: string) {
  for (const [host, text] of Object.entries(auxiliary)) {
    const address = parseIPv4(text)
    if (address === undefined) {
      throw invalid(
        `non parsable secondary ip address (${host}:${text}) passed for network ${name}`,
      )
    }
    if (!contains(pool.subnet, address)) {
      throw forbidden(
        `auxiliary address: (${host}:${text}) must belong to the master pool: ${formatSubnet(pool.subnet)}`,
      )
    }
    try {
      pool.claim(address)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw new EngineError(
        500,
        `failed to allocate secondary ip address (${host}:${text}): ${error.message}`,
      )
    }
  }
}
