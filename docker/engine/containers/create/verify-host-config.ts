import { invalid } from '../../errors.ts'
import { verifyMount } from '../mounts/parse.ts'
import { verifyNotRoot, verifyAbsolute } from '../mounts/paths.ts'
import type { HostConfig, UpdateConfig } from '../schema/host-config.ts'
import { normalizeCapabilities } from './capabilities.ts'
import { verifyResources } from './verify-resources.ts'
import { isAddress } from './addresses.ts'

/**
 * What dockerd checks of the other half, in its order. What the kernel cannot do is taken out, with a warning.
 * @returns the warnings.
 * @throws EngineError (400) in dockerd's words.
 */
export function verifyHostConfig(host: HostConfig): string[] {
  if (host.AutoRemove && !isNone(host.RestartPolicy)) {
    throw invalid("can't create 'AutoRemove' container with restart policy")
  }
  for (const mount of host.Mounts ?? []) verifyMount(mount)
  for (const entry of host.ExtraHosts ?? []) verifyExtraHost(entry)
  verifyPorts(host)
  verifyRestartPolicy(host.RestartPolicy)
  normalizeCapabilities(host.CapAdd, 'CapAdd')
  normalizeCapabilities(host.CapDrop, 'CapDrop')
  const warnings = verifyResources(host, false)
  if (host.ShmSize < 0) throw invalid('SHM size can not be less than 0')
  if (host.OomScoreAdj < -1000 || host.OomScoreAdj > 1000) {
    throw invalid(`Invalid value ${host.OomScoreAdj}, range for oom score adj is [-1000, 1000]`)
  }
  if (host.Runtime !== '' && host.Runtime !== 'crun') {
    throw invalid(`Unknown runtime specified ${host.Runtime}`)
  }
  for (const target of Object.keys(host.Tmpfs ?? {})) {
    verifyNotRoot(target)
    verifyAbsolute(target)
  }
  if (!['', 'private', 'host'].includes(host.CgroupnsMode)) {
    throw invalid(`invalid cgroup namespace mode: ${host.CgroupnsMode}`)
  }
  return warnings
}

/** @throws EngineError (400) in dockerd's words if the policy is none of Docker's. */
export function verifyRestartPolicy({ Name, MaximumRetryCount }: UpdateConfig['RestartPolicy']) {
  if (Name === '') return
  if (['always', 'unless-stopped', 'no'].includes(Name)) {
    if (MaximumRetryCount === 0) return
    throw invalid(`maximum retry count cannot be used with restart policy '${Name}'`)
  }
  if (Name !== 'on-failure') throw invalid(`invalid restart policy '${Name}'`)
  if (MaximumRetryCount < 0) throw invalid('maximum retry count cannot be negative')
}

/** Whether a policy restarts nothing. */
export function isNone({ Name }: UpdateConfig['RestartPolicy']): boolean {
  return Name === '' || Name === 'no'
}

function verifyExtraHost(entry: string) {
  const colon = entry.indexOf(':')
  if (colon < 1) throw invalid(`bad format for add-host: ${JSON.stringify(entry)}`)
  const address = entry.slice(colon + 1)
  if (address === 'host-gateway' || isAddress(address.trim())) return
  throw invalid(`invalid IP address in add-host: ${JSON.stringify(address)}`)
}

function verifyPorts({ PortBindings }: HostConfig) {
  for (const [port, bindings] of Object.entries(PortBindings ?? {})) {
    const [number = ''] = port.split('/', 1)
    if (!isPort(number)) throw invalid(`invalid port specification: ${JSON.stringify(number)}`)
    for (const { HostPort } of bindings ?? []) {
      const [start = '', end = start] = (HostPort.split('/', 1)[0] ?? '').split('-', 2)
      if (HostPort === '' || (isPort(start) && isPort(end) && Number(start) <= Number(end)))
        continue
      throw invalid(`invalid port specification: ${JSON.stringify(HostPort)}`)
    }
  }
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535
}
