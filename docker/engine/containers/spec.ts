import { hasOwnSandbox } from '../networks/networking.ts'
import { processArgs, processEnv } from './config.ts'
import type { Container } from './container.ts'
import { capabilitiesOf } from './create/capabilities.ts'
import { deviceRules } from './devices.ts'
import { rootPropagation } from './mounts/propagation.ts'
import type { HostDevice } from './host-devices.ts'
import { seccompAnnotations } from './seccomp.ts'
import type { HostConfig } from './schema/host-config.ts'
import { INIT_ARGS, specMounts, usesInit } from './spec/mounts.ts'
import { specNamespaces, type SharedWith } from './spec/namespaces.ts'
import { specResources } from './spec/resources.ts'
import type { ProcessUser } from './user.ts'

/** What a container's start finds out before the runtime can be told. */
export interface SpecInput {
  container: Container
  user: ProcessUser
  /** Absolute path of the root file system in the guest. */
  rootfs: string
  /** Whose namespaces it shares. */
  shared?: SharedWith
  /** Devices of the machine that it gets. */
  devices?: readonly HostDevice[]
}

/**
 * The `config.json` of a container's bundle, with what dockerd gives every container. It is parsed in the guest,
 * so it has nothing that is the runtime's default anyway.
 * https://github.com/opencontainers/runtime-spec/blob/v1.0.2/config.md
 */
export function runtimeSpec({ container, user, rootfs, shared = {}, devices = [] }: SpecInput) {
  const { config, hostConfig: host, security } = container
  const args = processArgs(config)
  const rules = deviceRules(host, devices)
  const resources = {
    ...specResources(host),
    ...(rules.length > 0 ? { devices: rules } : {}),
  }
  const rootfsPropagation = rootPropagation(container)
  const { MaskedPaths: maskedPaths, ReadonlyPaths: readonlyPaths } = host
  return {
    ociVersion: '1.0.2',
    process: {
      ...(config.tty ? { terminal: true } : {}),
      user,
      args: usesInit(container) ? [...INIT_ARGS, ...args] : args,
      env: processEnv(config),
      cwd: config.workingDir || '/',
      capabilities: processCapabilities(host, user),
      ...processLimits(container),
    },
    ...(host.Privileged || security.seccomp === 'unconfined'
      ? {}
      : { annotations: seccompAnnotations(capabilitiesOf(host)) }),
    root: { path: rootfs, ...(host.ReadonlyRootfs ? { readonly: true } : {}) },
    ...(host.UTSMode === 'host' ? {} : { hostname: config.hostname }),
    mounts: specMounts(container),
    linux: {
      namespaces: specNamespaces(container, shared),
      cgroupsPath: container.cgroup,
      sysctl: sysctls(container),
      resources,
      ...(rootfsPropagation ? { rootfsPropagation } : {}),
      ...(devices.length > 0 ? { devices: devices.map(specDevice) } : {}),
      ...(maskedPaths ? { maskedPaths } : {}),
      ...(readonlyPaths ? { readonlyPaths } : {}),
    },
  }
}

/** What all of a container's processes have in common, those of its execs too. */
export function processLimits({ hostConfig: { Ulimits, OomScoreAdj }, security }: Container) {
  const rlimits = (Ulimits ?? []).map(({ Name, Soft, Hard }) => ({
    type: `RLIMIT_${Name.toUpperCase()}`,
    soft: Soft,
    hard: Hard,
  }))
  return {
    ...(rlimits.length > 0 ? { rlimits } : {}),
    ...(security.noNewPrivileges ? { noNewPrivileges: true } : {}),
    oomScoreAdj: OomScoreAdj,
  }
}

/** The capabilities of a container's processes: those that take effect at once are root's alone. */
export function processCapabilities(host: HostConfig, user: ProcessUser) {
  const bounding = capabilitiesOf(host)
  const effective = user.uid === 0 ? bounding : []
  return { bounding, effective, permitted: effective }
}

/**
 * Kernel switches of its namespaces: anybody may ping, and listen on any port, in a network of its own. That which the
 * engine has made has those from the machine.
 */
function sysctls(container: Container): Record<string, string> {
  const { config, hostConfig: host } = container
  const isShared = host.NetworkMode === 'host' || host.NetworkMode.startsWith('container:')
  return {
    ...(config.domainname === '' ? {} : { 'kernel.domainname': config.domainname }),
    ...(isShared || hasOwnSandbox(container)
      ? {}
      : {
          'net.ipv4.ping_group_range': '0 2147483647',
          'net.ipv4.ip_unprivileged_port_start': '0',
        }),
    ...host.Sysctls,
  }
}

function specDevice({ path, type, major, minor, mode, uid, gid }: HostDevice) {
  return { path, type, major, minor, fileMode: mode, uid, gid }
}
