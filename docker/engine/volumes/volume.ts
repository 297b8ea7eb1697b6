import { DATA_ROOT } from '../paths.ts'

/** A folder of the machine that outlives the containers that mount it. */
export interface Volume {
  readonly name: string
  readonly driver: 'local'
  /** Absolute path of its content in the guest. */
  readonly mountpoint: string
  /** Null where whoever made it gave none at all, as dockerd has it for a container's own volumes. */
  readonly labels: Record<string, string> | null
  readonly options: Record<string, string> | null
  readonly createdAt: Date
}

/** A volume in API v1.41, in the order in which Go writes it. */
export function volumeJson(volume: Volume) {
  return {
    CreatedAt: volume.createdAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    Driver: volume.driver,
    Labels: volume.labels,
    Mountpoint: volume.mountpoint,
    Name: volume.name,
    Options: volume.options,
    Scope: 'local',
  }
}

/** Folder of a volume: what is in it besides the content belongs to the driver. */
export function volumeFolder(name: string): string {
  return `${DATA_ROOT}/volumes/${name}`
}
