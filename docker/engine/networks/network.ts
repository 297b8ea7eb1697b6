import type { Endpoint } from './endpoint.ts'
import type { AddressPool } from './pool.ts'

/** One subnet of a network, as it was asked for or chosen (`network.IPAMConfig`). */
export interface IpamConfig {
  Subnet?: string
  IPRange?: string
  Gateway?: string
  AuxiliaryAddresses?: Record<string, string>
}

/** What a bridge has that other networks have not. */
export interface Bridge {
  /** The device in the machine. */
  device: string
  pool: AddressPool
  /** The machine's own address on it. */
  gateway: number
}

/** A network that containers can be on. */
export interface Network {
  readonly id: string
  readonly name: string
  /** Which of libnetwork's drivers makes it: `null` gives a container a loopback device and nothing else. */
  readonly driver: 'bridge' | 'host' | 'null'
  readonly created: Date
  /** Nothing leads out of it. */
  readonly internal: boolean
  readonly attachable: boolean
  readonly labels: Record<string, string>
  readonly options: Record<string, string>
  readonly ipam: {
    driver: string
    options: Record<string, string> | null
    config: readonly IpamConfig[]
  }
  /** Whether somebody chose its subnet: only there may addresses be chosen. */
  readonly hasOwnSubnet: boolean
  readonly bridge: Bridge | undefined
  /** The endpoints of the containers that are on it now, by the containers' ids. */
  readonly endpoints: Map<string, Endpoint>
}

/** Names that no network of a user's may have. */
export const PREDEFINED = ['bridge', 'host', 'none', 'default']

/** Whether a network, or what a network mode names, was made by a user (`NetworkMode.IsUserDefined`). */
export function isUserDefined(name: string): boolean {
  return !PREDEFINED.includes(name) && !name.startsWith('container:')
}
