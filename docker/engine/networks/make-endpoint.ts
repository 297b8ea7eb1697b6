import { macOf } from '../../machine/mac.ts'
import type { Container } from '../containers/container.ts'
import { EngineError, invalid } from '../errors.ts'
import { parseMac, type Endpoint, type EndpointConfig } from './endpoint.ts'
import { contains, parseIPv4 } from './ipv4.ts'
import type { Bridge, Network } from './network.ts'

/** Gives a container a place on a network. @throws EngineError in libnetwork's words where there is none. */
export function createEndpoint(
  network: Network,
  container: Container,
  config: EndpointConfig,
  id: string,
): Endpoint {
  const { bridge, internal } = network
  const nothing = { card: '', address: undefined, prefix: 0, mac: undefined, gateway: undefined }
  const endpoint: Endpoint = {
    ...{ id, name: container.name, network },
    ...(bridge ? onBridge(network, bridge, container, config) : nothing),
    ...(bridge && !internal ? { gateway: bridge.gateway } : {}),
  }
  network.endpoints.set(container.id, endpoint)
  return endpoint
}

/** Gives its address back. */
export function deleteEndpoint(network: Network, { id }: Container, { address }: Endpoint) {
  network.endpoints.delete(id)
  if (address !== undefined) network.bridge?.pool.release(address)
}

function onBridge(
  network: Network,
  { pool }: Bridge,
  container: Container,
  config: EndpointConfig,
) {
  const mac = macFor(network, container)
  const address = addressOf(network, pool, config)
  return {
    card: freeCard(container),
    address,
    prefix: pool.subnet.prefix,
    mac: mac ?? macOf(address),
    gateway: undefined,
  }
}

function addressOf(network: Network, pool: Bridge['pool'], { IPAMConfig }: EndpointConfig): number {
  const asked = IPAMConfig?.IPv4Address ?? ''
  if (asked === '') {
    const address = pool.take()
    if (address !== undefined) return address
    throw new EngineError(
      500,
      `no available IPv4 addresses on this network's address pools: ${network.name} (${network.id})`,
    )
  }
  const address = parseIPv4(asked)
  if (address === undefined) throw new EngineError(500, `Invalid IPv4 address: ${asked})`)
  if (!contains(pool.subnet, address)) {
    throw invalid(`Invalid address ${asked}: It does not belong to any of this network's subnets`)
  }
  return pool.claim(address)
}

/** The MAC address that was asked for, which is that on the network of the container's mode. */
function macFor({ name }: Network, { config, hostConfig }: Container): Uint8Array | undefined {
  if (config.macAddress === '') return undefined
  const mode = hostConfig.NetworkMode === 'default' ? 'bridge' : hostConfig.NetworkMode
  if (mode !== name) return undefined
  const mac = parseMac(config.macAddress)
  if (mac) return mac
  throw new EngineError(500, `address ${config.macAddress}: invalid MAC address`)
}

/** The first of `eth0`, `eth1` and so on that the container has not. */
function freeCard({ attachments }: Container): string {
  const taken = [...attachments.values()].map(({ endpoint }) => endpoint?.card)
  let number = 0
  while (taken.includes(`eth${number}`)) number++
  return `eth${number}`
}
