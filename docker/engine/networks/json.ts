import { sortedMap } from '../go/json-text.ts'
import { rfc3339Nano } from '../go/time.ts'
import type { Network } from './store.ts'

/** A container on a network: it has neither address nor endpoint, since there is nothing that it could reach. */
interface Member {
  id: string
  name: string
}

/** A network in the shape of `GET /networks` and `GET /networks/{id}` (API v1.41), its fields in dockerd's order. */
export function networkResource(
  { name, id, created, driver }: Network,
  members: readonly Member[] = [],
) {
  return {
    Name: name,
    Id: id,
    Created: rfc3339Nano(created),
    Scope: 'local',
    Driver: driver,
    EnableIPv6: false,
    IPAM: { Driver: 'default', Options: null, Config: [] },
    Internal: false,
    Attachable: false,
    Ingress: false,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: sortedMap(
      Object.fromEntries(
        members.map((member) => [
          member.id,
          { Name: member.name, EndpointID: '', MacAddress: '', IPv4Address: '', IPv6Address: '' },
        ]),
      ),
    ),
    Options: {},
    Labels: {},
  }
}
