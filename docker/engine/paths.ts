/** Where the engine keeps things in the guest: Docker's data root. */
export const DATA_ROOT = '/var/lib/docker'

/** Folder of an unpacked layer. */
export function layerPath(diffId: string): string {
  return `${DATA_ROOT}/layers/${diffId.slice(diffId.indexOf(':') + 1)}`
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
    /** The OCI bundle's configuration. */
    config: `${dir}/config.json`,
    /** What the runtime says when it fails. */
    log: `${dir}/crun.log`,
    /** Where the runtime says which process is the container's first. */
    pid: `${dir}/pid`,
  }
}
