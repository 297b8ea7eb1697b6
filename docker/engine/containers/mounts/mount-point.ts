import type { Volume } from '../../volumes/volume.ts'
import type { MountRequest } from '../schema/host-config.ts'

/** Something of the machine that a container sees at a path of its own. */
export interface MountPoint {
  readonly type: 'bind' | 'volume' | 'tmpfs'
  /** The volume's name; empty for the others. */
  readonly name: string
  /** Absolute path on the machine; empty for a tmpfs. */
  readonly source: string
  /** Absolute path in the container. */
  readonly destination: string
  /** `local` for a volume; empty for the others. */
  readonly driver: string
  /** As the request gave it. */
  readonly mode: string
  readonly writable: boolean
  /** `rprivate` and so on; empty where nothing was said. */
  readonly propagation: string
  readonly recursive: boolean
  /** Whether a source that is missing is made at start. */
  readonly createSource: boolean
  /** Whether the image's content goes into the volume while that is empty. */
  readonly copyData: boolean
  readonly volume: Volume | undefined
  /** What was asked for; undefined for a volume that the image wants. */
  readonly request: MountRequest | undefined
}

/** An entry of `Mounts` in API v1.41. */
export function mountPointJson(mount: MountPoint) {
  return {
    Type: mount.type,
    ...(mount.name === '' ? {} : { Name: mount.name }),
    Source: mount.source,
    Destination: mount.destination,
    ...(mount.driver === '' ? {} : { Driver: mount.driver }),
    Mode: mount.mode,
    RW: mount.writable,
    Propagation: mount.propagation,
  }
}
