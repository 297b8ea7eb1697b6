import { isIPv6 } from '../containers/create/addresses.ts'
import type { Container } from '../containers/container.ts'
import { invalid } from '../errors.ts'
import type { EndpointConfig } from './endpoint.ts'
import { isUserDefined, type Network } from './network.ts'

/** What an endpoint may be asked to be on a network. @throws EngineError (400) in dockerd's words. */
export function checkConfig(network: Network, { IPAMConfig, Aliases }: EndpointConfig) {
  const { IPv4Address = '', IPv6Address = '' } = IPAMConfig ?? {}
  const hasAddress = IPv4Address !== '' || IPv6Address !== ''
  if (!isUserDefined(network.name)) {
    if (hasAddress) {
      throw invalid('user specified IP address is supported on user defined networks only')
    }
    if (Aliases?.length) {
      throw invalid(
        'network-scoped alias is supported only for containers in user defined networks',
      )
    }
  }
  if (!hasAddress) return
  if (!network.hasOwnSubnet || isIPv6(IPv6Address)) {
    throw invalid(
      'user specified IP address is supported only when connecting to networks with user configured subnets',
    )
  }
}

/** Which networks a container may be on together. @throws EngineError (400) in dockerd's words. */
export function checkTogether(
  { hostConfig }: Container,
  network: Network,
  others: readonly Network[],
) {
  if (hostConfig.NetworkMode !== 'host' && network.driver === 'host') {
    throw invalid('container cannot be disconnected from host network or connected to host network')
  }
  for (const other of others) {
    if (other === network) return
    if (other.driver === 'host' || network.driver === 'host') {
      throw invalid(
        'container sharing network namespace with another container or host cannot be connected to any other network',
      )
    }
    if (other.driver === 'null' || network.driver === 'null') {
      throw invalid(
        'container cannot be connected to multiple networks with one of the networks in private (none) mode',
      )
    }
  }
}
