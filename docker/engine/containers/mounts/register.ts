import { invalid } from '../../errors.ts'
import type { VolumeStore } from '../../volumes/store.ts'
import type { Container } from '../container.ts'
import type { HostConfig } from '../schema/host-config.ts'
import { isWritable } from './mode.ts'
import type { MountPoint } from './mount-point.ts'
import { parseBind, parseMount, parseVolumesFrom, type MountSpec } from './parse.ts'
import { cleanPath } from '../../go/path.ts'

/** What a container's mounts are made from. */
export interface MountContext {
  volumes: VolumeStore
  /** Finds a container for `--volumes-from`; throws where there is none. */
  find: (name: string) => Container
}

/**
 * Settles what is mounted where (dockerd's `registerMountPoints`): other containers' volumes, then `-v`, then `--mount`,
 * each over those before it, then a new volume for each path that the image or the request wants one at.
 * Volumes that are missing are made.
 * @param image paths that want a volume of their own.
 * @throws EngineError in dockerd's words.
 */
export async function registerMounts(
  host: HostConfig,
  own: readonly string[],
  { volumes, find }: MountContext,
): Promise<MountPoint[]> {
  const mounts = new Map<string, MountPoint>()
  for (const spec of host.VolumesFrom ?? []) {
    for (const mount of inherited(spec, find)) mounts.set(mount.destination, mount)
  }
  const specs = [
    ...(host.Binds ?? []).map((raw) => parseBind(raw, host.VolumeDriver)),
    ...(host.Mounts ?? []).map(parseMount),
  ]
  const taken = new Set(Object.keys(host.Tmpfs ?? {}))
  for (const spec of specs) {
    if (
      taken.has(spec.destination) &&
      !(spec.mode === '' && spec.destination in (host.Tmpfs ?? {}))
    ) {
      throw invalid(`Duplicate mount point: ${spec.destination}`)
    }
    taken.add(spec.destination)
  }
  for (const spec of specs) mounts.set(spec.destination, await mountPoint(spec, volumes))
  for (const path of own) {
    const destination = cleanPath(path)
    if (mounts.has(destination) || destination in (host.Tmpfs ?? {})) continue
    const volume = await volumes.create({ driver: host.VolumeDriver })
    mounts.set(destination, { ...BARE, ...ofVolume(volume), destination, mode: '', copyData: true })
  }
  return [...mounts.values()]
}

const BARE = {
  name: '',
  source: '',
  driver: '',
  mode: '',
  writable: true,
  propagation: '',
  recursive: true,
  createSource: false,
  copyData: false,
  volume: undefined,
  request: undefined,
} satisfies Partial<MountPoint>

const ofVolume = (volume: MountPoint['volume'] & object) => ({
  type: 'volume' as const,
  name: volume.name,
  source: volume.mountpoint,
  driver: volume.driver,
  volume,
})

async function mountPoint(spec: MountSpec, volumes: VolumeStore): Promise<MountPoint> {
  const { destination, writable, propagation, recursive, createSource, copyData } = spec
  const common = { ...BARE, destination, writable, propagation, recursive, createSource, copyData }
  if (spec.type !== 'volume') {
    return {
      ...common,
      type: spec.type,
      source: spec.source,
      mode: spec.mode,
      request: spec.request,
    }
  }
  const options = spec.request.VolumeOptions
  const volume = await volumes.create({
    name: spec.source,
    driver: options?.DriverConfig?.Name,
    labels: options?.Labels ?? null,
    options: options?.DriverConfig?.Options ?? null,
  })
  // dockerd marks what it made itself as to be shared between SELinux labels.
  return { ...common, ...ofVolume(volume), mode: spec.mode || 'z', request: spec.request }
}

function inherited(spec: string, find: MountContext['find']): MountPoint[] {
  const { container, mode } = parseVolumesFrom(spec)
  let other: Container
  try {
    other = find(container)
  } catch (error) {
    throw error instanceof Error ? invalid(error.message) : error
  }
  return other.mounts.map((mount) => ({
    ...mount,
    mode: '',
    writable: mount.writable && isWritable(mode),
    copyData: false,
  }))
}
