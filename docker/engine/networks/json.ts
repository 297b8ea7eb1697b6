import { sortedMap } from '../go/json-text.ts'
import { rfc3339Nano } from '../go/time.ts'
import { formatMac } from './endpoint.ts'
import { formatIPv4 } from './ipv4.ts'
import type { Network } from './network.ts'

/**
 * A network in the shape of `GET /networks` and `GET /networks/{id}` (API v1.41), its fields in dockerd's order.
 * @param detailed whether it tells its containers
 */
export function networkResource(network: Network, detailed = false) {
  const { name, id, created, driver, ipam, internal, attachable, options, labels } = network
  return {
    Name: name,
    Id: id,
    Created: rfc3339Nano(created),
    Scope: 'local',
    Driver: driver,
    EnableIPv6: false,
    IPAM: { Driver: ipam.driver, Options: ipam.options, Config: ipam.config },
    Internal: internal,
    Attachable: attachable,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: detailed ? containersOf(network) : {},
    Options: sortedMap(options),
    Labels: sortedMap(labels),
  }
}

function containersOf({ endpoints }: Network) {
  return sortedMap(
    Object.fromEntries(
      [...endpoints].map(([container, { id, name, mac, address, prefix }]) => [
        container,
        {
          Name: name,
          EndpointID: id,
          MacAddress: formatMac(mac),
          IPv4Address: address === undefined ? '' : `${formatIPv4(address)}/${prefix}`,
          IPv6Address: '',
        },
      ]),
    ),
  )
}
