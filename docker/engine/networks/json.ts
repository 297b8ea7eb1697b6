import { rfc3339Nano } from '../go/time.ts'
import type { Network } from './store.ts'

/** A network in the shape of `GET /networks` and `GET /networks/{id}` (API v1.41), its fields in dockerd's order. */
export function networkResource({ name, id, created, driver }: Network) {
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
    Containers: {},
    Options: {},
    Labels: {},
  }
}
