import type { Step } from '../../machine/machine.ts'
import type { Container } from '../containers/container.ts'
import type { Attachment, Endpoint } from './endpoint.ts'
import { namesOn } from './names.ts'
import { isUserDefined, type Network } from './network.ts'

/** A container's place on a network that it is on now. */
export interface Place {
  network: Network
  attachment: Attachment
  endpoint: Endpoint
}

/** Puts a card into a container's network namespace, and its names into the network's table. */
export function joinSteps(netns: string, container: Container, place: Place): Step[] {
  const { network, endpoint, attachment } = place
  const { bridge } = network
  const { card, address, prefix, mac } = endpoint
  if (!bridge || address === undefined || !mac) return []
  return [
    { op: 'plug', netns, card, bridge: bridge.device, mac, address, prefix },
    ...(isUserDefined(network.name)
      ? [nameStep(container, network, address, namesOn(network, container, attachment))]
      : []),
  ]
}

/** Takes a container's names out of a network's table. */
export function forgetSteps(container: Container, { network, endpoint }: Place): Step[] {
  if (!isUserDefined(network.name) || endpoint.address === undefined) return []
  return [nameStep(container, network, endpoint.address, [])]
}

function nameStep(
  { id }: Container,
  network: Network,
  address: number,
  names: readonly string[],
): Step {
  return { op: 'names', table: network.id, owner: id, address, names }
}

/** Says where the container's resolver looks names up; there is one where the container is on a user's network. */
export function resolverSteps(netns: string, places: readonly Place[]): Step[] {
  const tables = places
    .filter(({ network }) => isUserDefined(network.name))
    .map(({ network }) => network.id)
  return tables.length === 0 ? [] : [{ op: 'resolver', netns, tables }]
}

/** Says where what is on none of the container's networks goes. */
export function routeSteps(netns: string, places: readonly Place[]): Step[] {
  const gateway = gatewayOf(places)?.endpoint.gateway
  return [{ op: 'route', netns, ...(gateway === undefined ? {} : { gateway }) }]
}

/** The place through which a container reaches others, and through which its ports are published. */
export function gatewayOf(places: readonly Place[]): Place | undefined {
  return places.find(({ endpoint }) => endpoint.gateway !== undefined)
}

/** The order in which dockerd gives a container its cards: those that lead somewhere first, then by name. */
export function inOrder<T extends { network: Network }>(places: readonly T[]): T[] {
  return places.toSorted(
    ({ network: a }, { network: b }) =>
      Number(a.internal) - Number(b.internal) || (a.name < b.name ? -1 : 1),
  )
}
