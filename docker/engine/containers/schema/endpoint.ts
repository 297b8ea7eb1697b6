import * as v from 'valibot'
import type { EndpointConfig } from '../../networks/endpoint.ts'
import { map, pointer, stringMap, strings, text } from './go.ts'

/** What a container is to be on a network (`network.EndpointSettings`), as far as it can be asked for. */
export const endpoint = v.object({
  IPAMConfig: pointer(v.object({ IPv4Address: text, IPv6Address: text, LinkLocalIPs: strings })),
  Links: strings,
  Aliases: strings,
  NetworkID: text,
  MacAddress: text,
  DriverOpts: stringMap,
})

/** `NetworkingConfig` of a container's creation. */
export const networkingConfig = v.nullish(
  v.object({ EndpointsConfig: map(pointer(endpoint), '*network.EndpointSettings') }),
  {},
)

/** The body of `POST /networks/{id}/connect`. */
export const connectBody = v.object({ Container: text, EndpointConfig: pointer(endpoint) })

/** The settings as the API shows them: of an address's configuration what is given. */
export function endpointConfig(asked: v.InferOutput<typeof endpoint> | null): EndpointConfig {
  const { IPAMConfig, Links, Aliases, DriverOpts } = asked ?? NOTHING
  return {
    IPAMConfig: IPAMConfig && {
      ...(IPAMConfig.IPv4Address !== '' && { IPv4Address: IPAMConfig.IPv4Address }),
      ...(IPAMConfig.IPv6Address !== '' && { IPv6Address: IPAMConfig.IPv6Address }),
      ...(IPAMConfig.LinkLocalIPs?.length && { LinkLocalIPs: IPAMConfig.LinkLocalIPs }),
    },
    Links,
    Aliases,
    DriverOpts,
  }
}

const NOTHING = { IPAMConfig: null, Links: null, Aliases: null, DriverOpts: null }
