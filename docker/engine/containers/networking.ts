import { sortedMap } from '../go/json-text.ts'
import { formatMac, type Attachment } from '../networks/endpoint.ts'
import { formatIPv4 } from '../networks/ipv4.ts'
import { gatewayOf } from '../networks/steps.ts'
import { hasOwnSandbox, placesOf } from '../networks/networking.ts'
import { splitPort } from '../networks/wanted.ts'
import { sandboxPath } from '../paths.ts'
import type { Container } from './container.ts'

/** A port in the list of containers. */
interface PortJson {
  IP?: string
  PrivatePort: number
  PublicPort?: number
  Type: string
}

/** A port of the host's, as the API has it. */
interface PortBinding {
  HostIp: string
  HostPort: string
}

/** The networks that a container is on, or is to be on, by name. */
export function networks({ attachments }: Container) {
  return sortedMap(
    Object.fromEntries([...attachments].map(([name, attachment]) => [name, endpoint(attachment)])),
  )
}

/** An endpoint in the shape of API v1.41 (`network.EndpointSettings`). */
function endpoint({ config, networkId, endpoint: live }: Attachment) {
  const { IPAMConfig, Links, Aliases, DriverOpts } = config
  return {
    IPAMConfig,
    Links,
    Aliases,
    NetworkID: networkId,
    EndpointID: live?.id ?? '',
    Gateway: live?.gateway === undefined ? '' : formatIPv4(live.gateway),
    IPAddress: live?.address === undefined ? '' : formatIPv4(live.address),
    IPPrefixLen: live?.prefix ?? 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    MacAddress: formatMac(live?.mac),
    DriverOpts,
  }
}

/** `NetworkSettings` of a container in API v1.41. */
export function networkSettings(container: Container) {
  const all = networks(container)
  const {
    EndpointID = '',
    Gateway = '',
    IPAddress = '',
    IPPrefixLen = 0,
    MacAddress = '',
  } = {
    ...all['bridge'],
  }
  return {
    Bridge: '',
    SandboxID: container.sandboxId,
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    Ports: portMap(container),
    SandboxKey: hasOwnSandbox(container) ? sandboxPath(container.sandboxId) : '',
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID,
    Gateway,
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    IPAddress,
    IPPrefixLen,
    IPv6Gateway: '',
    MacAddress,
    Networks: all,
  }
}

/** The ports of a running container that others can reach, and where on the host they are published. */
function portMap(container: Container): Record<string, PortBinding[] | null> {
  const { config, published } = container
  const isReachable = gatewayOf(placesOf(container))?.network.driver === 'bridge'
  if (!isReachable || container.restarting) return {}
  return Object.fromEntries(
    config.exposedPorts.map((name) => {
      const { port, protocol } = splitPort(name)
      const bindings = published
        .filter((binding) => binding.port === port && binding.protocol === protocol)
        .map(({ hostIp, hostPort }) => ({ HostIp: hostIp, HostPort: String(hostPort) }))
      return [name, bindings.length > 0 ? bindings : null]
    }),
  )
}

/** `Ports` in the list of containers. */
export function portList(container: Container): PortJson[] {
  return Object.entries(portMap(container)).flatMap(([name, bindings]) => {
    const { port: PrivatePort, protocol: Type } = splitPort(name)
    if (!bindings) return [{ PrivatePort, Type }]
    return bindings.map(({ HostIp, HostPort }) => ({
      IP: HostIp,
      PrivatePort,
      PublicPort: Number(HostPort),
      Type,
    }))
  })
}
