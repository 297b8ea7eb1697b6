import type { Network } from './network.ts'

/** What an endpoint is asked to be (the half of `network.EndpointSettings` that is configuration). */
export interface EndpointConfig {
  IPAMConfig: {
    IPv4Address?: string
    IPv6Address?: string
    LinkLocalIPs?: readonly string[]
  } | null
  Links: readonly string[] | null
  Aliases: readonly string[] | null
  DriverOpts: Record<string, string> | null
}

/** A container's place on a network, while it is there. */
export interface Endpoint {
  readonly id: string
  readonly network: Network
  /** The container's name when it came. */
  name: string
  /** The card in the container; empty on networks that have none. */
  readonly card: string
  /** Undefined on networks without addresses. */
  readonly address: number | undefined
  readonly prefix: number
  readonly mac: Uint8Array | undefined
  /** Where what is on no network of the container's goes; undefined where the network leads nowhere. */
  readonly gateway: number | undefined
}

/** A container's tie to a network, whether it runs or not. */
export interface Attachment {
  config: EndpointConfig
  /** Of the network that it was on last; empty before it ever was. */
  networkId: string
  endpoint: Endpoint | undefined
}

/** What is set where nobody says anything. */
export function emptyConfig(): EndpointConfig {
  return { IPAMConfig: null, Links: null, Aliases: null, DriverOpts: null }
}

/** A MAC address as people write it; empty for none. */
export function formatMac(mac: Uint8Array | undefined): string {
  return Array.from(mac ?? [], (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

/** Reads a MAC address; undefined where it is none. */
export function parseMac(text: string): Uint8Array | undefined {
  if (!/^[\da-f]{2}(?:([:-])[\da-f]{2})(?:\1[\da-f]{2}){4}$/i.test(text)) return undefined
  return Uint8Array.from(text.split(/[:-]/), (byte) => Number.parseInt(byte, 16))
}
