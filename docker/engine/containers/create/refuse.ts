import { EngineError, invalid } from '../../errors.ts'
import type { CreateRequest } from '../schema/index.ts'
import { isIPv4, isIPv6 } from './addresses.ts'

/**
 * Refuses what Docker has and this engine cannot honour, so that nobody believes that it was done.
 * @throws EngineError that says why.
 */
export function refuseUnsupported(request: CreateRequest) {
  const { HostConfig: host } = request
  refuseNetworks(request)
  const reasons: [boolean, string][] = [
    [
      Boolean(host.Links?.length),
      'links are not supported by this engine: put the containers on a network of their own, where they find each other by name',
    ],
    [host.Cgroup !== '', 'sharing the cgroup of a container is not supported by this engine'],
    [host.CpuCount !== 0, 'CpuCount is not supported on linux'],
    [host.KernelMemoryTCP !== 0, 'a limit of kernel memory for TCP is not supported on cgroup v2'],
    [!['', 'host'].includes(host.UsernsMode), `invalid userns mode: ${host.UsernsMode}`],
    [!['', 'host'].includes(host.UTSMode), `invalid UTS mode: ${host.UTSMode}`],
    [!isIpcMode(host.IpcMode), `invalid IPC mode: ${host.IpcMode}`],
    [!/^(host|container:.*)?$/.test(host.PidMode), `invalid PID mode: ${host.PidMode}`],
    [host.CpuShares < 0, 'shares: invalid argument'],
  ]
  for (const [isAsked, reason] of reasons) if (isAsked) throw invalid(reason)
  if (host.StorageOpt) {
    throw new EngineError(
      500,
      "--storage-opt is supported only for overlay over xfs with 'pquota' mount option",
    )
  }
  for (const { Driver, Capabilities } of host.DeviceRequests ?? []) {
    const wanted = (Capabilities ?? []).map((names) => `[${names.join(' ')}]`).join(' ')
    throw invalid(
      `could not select device driver ${JSON.stringify(Driver)} with capabilities: [${wanted}]`,
    )
  }
  refuseLogging(host.LogConfig)
}

/** @throws EngineError (400) in dockerd's words for endpoints that cannot be, whatever the networks are. */
function refuseNetworks({ NetworkingConfig }: CreateRequest) {
  const endpoints = Object.entries(NetworkingConfig.EndpointsConfig ?? {})
  if (endpoints.length > 1) {
    const names = endpoints.map(([name]) => name).join(', ')
    throw invalid(`Container cannot be connected to network endpoints: ${names}`)
  }
  for (const [name, endpoint] of endpoints) {
    if (!endpoint) throw invalid(`no EndpointSettings for ${name}`)
    if (endpoint.IPAMConfig?.LinkLocalIPs?.length) {
      throw invalid('link-local addresses are not supported by this engine')
    }
    const { IPv4Address = '', IPv6Address = '' } = endpoint.IPAMConfig ?? {}
    if (IPv4Address !== '' && !isIPv4(IPv4Address)) {
      throw invalid(`invalid IPv4 address: ${IPv4Address}`)
    }
    if (IPv6Address !== '' && !isIPv6(IPv6Address)) {
      throw invalid(`invalid IPv6 address: ${IPv6Address}`)
    }
    if (endpoint.Links?.length) {
      throw invalid('links are not supported by this engine: containers have aliases')
    }
  }
}

function isIpcMode(mode: string): boolean {
  return /^(none|private|shareable|host|container:.*)?$/.test(mode)
}

/** Drivers that dockerd has besides the one that is here. */
const LOG_DRIVERS =
  'awslogs fluentd gcplogs gelf journald local logentries none splunk syslog'.split(' ')

function refuseLogging({ Type, Config }: CreateRequest['HostConfig']['LogConfig']) {
  if (LOG_DRIVERS.includes(Type)) {
    throw invalid(`the log driver ${JSON.stringify(Type)} is not supported by this engine`)
  }
  if (!['', 'json-file'].includes(Type)) {
    throw invalid(`logger: no log driver named '${Type}' is registered`)
  }
  for (const [option, value] of Object.entries(Config ?? {})) {
    if (option === 'mode' && value === 'blocking') continue
    throw invalid(
      JSON_FILE_OPTIONS.includes(option)
        ? `the log option ${JSON.stringify(option)} is not supported by this engine`
        : `unknown log opt '${option}' for json-file log driver`,
    )
  }
}

const JSON_FILE_OPTIONS = [
  ...['max-file', 'max-size', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag'],
  ...['mode', 'max-buffer-size'],
]
