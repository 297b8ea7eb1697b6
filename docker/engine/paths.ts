import { hasDefaultDevices } from './containers/devices.ts'
import type { HostConfig } from './containers/schema/host-config.ts'

/** Where the engine keeps things in the guest: Docker's data root. */
export const DATA_ROOT = '/var/lib/docker'

/** Where unpacked layers are: short, as dockerd's links are, since a mount names them all in one page. */
const LAYERS = '/l'
/** So many digits of its digest are a layer's name there: no other layer can be made to have the same. */
const DIGITS = 24

/** Folder of an unpacked layer. */
export function layerPath(diffId: string): string {
  const start = diffId.indexOf(':') + 1
  return `${LAYERS}/${diffId.slice(start, start + DIGITS)}`
}

/** Folders and files of a container. */
export function containerPaths(id: string) {
  const dir = `${DATA_ROOT}/containers/${id}`
  return {
    dir,
    /** Files that the engine puts under the writable layer, as dockerd's init layer does. */
    init: `${dir}/init`,
    /** The writable layer. */
    upper: `${dir}/upper`,
    /** overlayfs' own working folder. */
    work: `${dir}/work`,
    /** The root file system that the container sees. */
    merged: `${dir}/merged`,
    /** Its `/dev/shm`, where others may share it. */
    shm: `${dir}/shm`,
    /** The OCI bundle's configuration. */
    config: `${dir}/config.json`,
    /** What the runtime says when it fails. */
    log: `${dir}/crun.log`,
    /** Where the runtime says which process is the container's first. */
    pid: `${dir}/pid`,
  }
}

/** Where the runtime sends the terminal of a container or an exec; a socket's path has room for 107 bytes. */
export function consolePath(id: string): string {
  return `/run/tty-${id}`
}

/**
 * The control group that a container's next run gets, from the root of them (`/sys/fs/cgroup`). That of a container
 * with devices of its own is not below `docker`, where a filter allows the usual ones only. Where memory is limited
 * there is a group of its own around it, which tells after the container's end whether the limit ended it.
 */
export function cgroupPath(id: string, host: HostConfig): string {
  const parent = host.CgroupParent.split('/').filter((part) => !['', '.', '..'].includes(part))
  const others = parent.length === 0 ? `/docker-${id}` : `/${parent.join('/')}/${id}`
  const own = hasDefaultDevices(host) ? `/docker/${id}` : others
  return host.Memory > 0 ? `${own}/${id}` : own
}

/** Where the container's `/dev/shm` is on the machine; undefined where it has one that nobody else can have. */
export function shmPath(id: string, { IpcMode }: { IpcMode: string }): string | undefined {
  if (IpcMode === 'host') return '/dev/shm'
  if (IpcMode === 'shareable') return containerPaths(id).shm
  const other = /^container:(.+)$/.exec(IpcMode)?.[1]
  return other === undefined ? undefined : containerPaths(other).shm
}

/** The network namespace of a container that runs, where dockerd has it too; empty for none. */
export function sandboxPath(sandboxId: string): string {
  return sandboxId === '' ? '' : `/var/run/docker/netns/${sandboxId.slice(0, 12)}`
}
