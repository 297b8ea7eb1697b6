import type { ContainerStore } from '../store.ts'
import type { HostConfig } from '../schema/host-config.ts'
import { MASKED_PATHS, READONLY_PATHS } from '../spec/paths.ts'

/** Bytes of a container's `/dev/shm` where nobody says otherwise. */
const SHM_SIZE = 64 * 1024 * 1024

/**
 * Fills in what dockerd fills in of a host configuration that has been verified (`adaptContainerSettings` and what
 * follows it).
 */
export function completeHostConfig(host: HostConfig, containers: ContainerStore) {
  if (host.Memory > 0 && host.MemorySwap === 0) host.MemorySwap = host.Memory * 2
  if (host.ShmSize === 0) host.ShmSize = SHM_SIZE
  host.NetworkMode ||= 'default'
  host.IpcMode ||= 'private'
  host.CgroupnsMode ||= 'private'
  host.Runtime ||= 'crun'
  host.PidMode = withId(host.PidMode, containers)
  host.IpcMode = withId(host.IpcMode, containers)
  host.NetworkMode = withId(host.NetworkMode, containers)
  if (host.IpcMode === 'host' || host.PidMode === 'host' || host.Privileged) {
    const isLabelled = host.SecurityOpt?.some((option) => /^label(=|$)/.test(option)) ?? false
    if (!isLabelled) host.SecurityOpt = [...(host.SecurityOpt ?? []), 'label=disable']
  }
  host.OomKillDisable ??= false
  if (host.PidsLimit !== null && host.PidsLimit <= 0) host.PidsLimit = null
  host.LogConfig = { Type: host.LogConfig.Type || 'json-file', Config: host.LogConfig.Config ?? {} }
  if (!host.Privileged) {
    host.MaskedPaths ??= [...MASKED_PATHS]
    host.ReadonlyPaths ??= [...READONLY_PATHS]
  }
}

/** `container:name` with the container's ID in the name's place, so that the tie outlives a rename. */
function withId(mode: string, containers: ContainerStore): string {
  if (!mode.startsWith('container:')) return mode
  try {
    return `container:${containers.get(mode.slice('container:'.length)).id}`
  } catch {
    // What a container cannot be found for is refused when it is started, as dockerd does.
    return mode
  }
}
