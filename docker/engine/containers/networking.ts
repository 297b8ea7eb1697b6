import type { Container } from './container.ts'

/** A port in the list of containers; nothing is published. */
interface PortJson {
  PrivatePort: number
  Type: string
}

/** An endpoint without addresses: the containers have a loopback device and nothing else. */
const ENDPOINT = {
  IPAMConfig: null,
  Links: null,
  Aliases: null,
  NetworkID: '',
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  MacAddress: '',
  DriverOpts: null,
}

/** The network that a container is on, by name. */
export function networks({ hostConfig, config }: Container) {
  const { NetworkMode } = hostConfig
  if (NetworkMode.startsWith('container:') || config.networkDisabled) return {}
  const name = NetworkMode === 'default' ? 'bridge' : NetworkMode
  return { [name]: ENDPOINT }
}

/** `NetworkSettings` of a container in API v1.41. */
export function networkSettings(container: Container) {
  return {
    Bridge: '',
    SandboxID: '',
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    Ports: portMap(container),
    SandboxKey: '',
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: ENDPOINT.EndpointID,
    Gateway: ENDPOINT.Gateway,
    GlobalIPv6Address: ENDPOINT.GlobalIPv6Address,
    GlobalIPv6PrefixLen: ENDPOINT.GlobalIPv6PrefixLen,
    IPAddress: ENDPOINT.IPAddress,
    IPPrefixLen: ENDPOINT.IPPrefixLen,
    IPv6Gateway: ENDPOINT.IPv6Gateway,
    MacAddress: ENDPOINT.MacAddress,
    Networks: networks(container),
  }
}

/** The ports that a running container on the bridge exposes. */
function exposed({ running, restarting, config, hostConfig }: Container): readonly string[] {
  const isOnBridge = ['default', 'bridge'].includes(hostConfig.NetworkMode)
  return running && !restarting && isOnBridge ? config.exposedPorts : []
}

function portMap(container: Container): Record<string, null> {
  return Object.fromEntries(exposed(container).map((port) => [port, null]))
}

/** `Ports` in the list of containers. */
export function portList(container: Container): PortJson[] {
  return exposed(container).map((port) => {
    const [number = '', protocol = 'tcp'] = port.split('/')
    return { PrivatePort: Number(number), Type: protocol }
  })
}
