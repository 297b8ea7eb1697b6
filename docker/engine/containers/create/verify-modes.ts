import { EngineError, invalid } from '../../errors.ts'
import type { CreateRequest } from '../schema/index.ts'

/**
 * What dockerd checks while it reads the request: which options go together with which network and UTS modes.
 * @throws EngineError 400, or 500 where dockerd has it, in dockerd's words.
 */
export function verifyModes(request: CreateRequest) {
  const { HostConfig: host } = request
  verifyNetworkMode(request)
  if (host.UTSMode === 'host' && request.Hostname !== '') {
    throw invalid('conflicting options: hostname and the UTS mode')
  }
  if (host.NetworkMode === 'host' && host.Links?.length) {
    throw invalid(
      "conflicting options: host type networking can't be used with links. This would result in undefined behavior",
    )
  }
  if (!['', 'default'].includes(host.Isolation.toLowerCase())) {
    throw new EngineError(
      500,
      `Invalid isolation: ${JSON.stringify(host.Isolation)} - linux only supports 'default'`,
    )
  }
  for (const [value, what] of [
    [host.IOMaximumBandwidth, 'bandwidth'],
    [host.IOMaximumIOps, 'IOPs'],
  ] as const) {
    if (value !== 0) {
      throw new EngineError(
        500,
        `Invalid QoS settings: linux does not support configuration of maximum ${what}`,
      )
    }
  }
  if (host.CpuRealtimePeriod !== 0 || host.CpuRealtimeRuntime !== 0) {
    throw new EngineError(500, 'Your kernel does not support CPU real-time scheduler')
  }
}

/** Who shares another container's network takes its name, addresses and ports as they are. */
function verifyNetworkMode(request: CreateRequest) {
  const { HostConfig: host } = request
  const [mode, target = ''] = host.NetworkMode.split(':')
  if (mode === 'host' && request.MacAddress !== '')
    throw conflicting('mac-address and the network mode')
  if (mode !== 'container') return
  if (target === '') {
    throw invalid('Invalid network mode: invalid container format container:<name|id>')
  }
  if (request.Hostname !== '') throw conflicting('hostname and the network mode')
  if (host.Links?.length) {
    throw conflicting(
      "container type network can't be used with links. This would result in undefined behavior",
    )
  }
  if (host.Dns?.length) throw conflicting('dns and the network mode')
  if (host.ExtraHosts?.length) {
    throw conflicting('custom host-to-IP mapping and the network mode')
  }
  if (request.MacAddress !== '') throw conflicting('mac-address and the network mode')
  if (Object.keys(host.PortBindings ?? {}).length > 0 || host.PublishAllPorts) {
    throw conflicting('port publishing and the container type network mode')
  }
  if (Object.keys(request.ExposedPorts ?? {}).length > 0) {
    throw conflicting('port exposing and the container type network mode')
  }
}

const conflicting = (what: string) => invalid(`conflicting options: ${what}`)
