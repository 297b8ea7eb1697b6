import { shmPath } from '../../paths.ts'
import type { Container } from '../container.ts'
import { tmpfsData, tmpfsOptions } from '../mounts/tmpfs.ts'

/** A mount as the OCI runtime specification has it. */
export interface SpecMount {
  destination: string
  type: string
  source: string
  options: string[]
}

const INIT = '/sbin/docker-init'

/** The mounts that dockerd gives every container; `/dev/shm` gets its size. */
const DEFAULTS: readonly SpecMount[] = [
  mount('/proc', 'proc', 'proc', 'nosuid,noexec,nodev'),
  mount('/dev', 'tmpfs', 'tmpfs', 'nosuid,strictatime,mode=755,size=65536k'),
  mount('/dev/pts', 'devpts', 'devpts', 'nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5'),
  mount('/sys', 'sysfs', 'sysfs', 'nosuid,noexec,nodev,ro'),
  mount('/sys/fs/cgroup', 'cgroup', 'cgroup', 'ro,nosuid,noexec,nodev'),
  mount('/dev/mqueue', 'mqueue', 'mqueue', 'nosuid,noexec,nodev'),
  mount('/dev/shm', 'tmpfs', 'shm', 'nosuid,noexec,nodev,mode=1777'),
]

/** What stays writable in a container that is read-only. */
const WRITABLE = ['/proc', '/dev/pts', '/dev/shm', '/dev/mqueue', '/dev']

/**
 * A container's mounts (dockerd's `WithMounts`): its own in the place of the defaults that they cover.
 * @throws EngineError (500) for a tmpfs with an option that there is not.
 */
export function specMounts(container: Container): SpecMount[] {
  const { hostConfig: host } = container
  const own = [...binds(container), ...tmpfsMounts(container)].sort(
    (a, b) => depth(a.destination) - depth(b.destination),
  )
  const covered = new Set(own.map(({ destination }) => destination))
  const hasDev = covered.has('/dev')
  const defaults = DEFAULTS.filter(
    ({ destination }) =>
      !covered.has(destination) &&
      !(hasDev && destination.startsWith('/dev/')) &&
      !(destination === '/dev/shm' && host.IpcMode === 'none'),
  ).map((entry) =>
    entry.destination === '/dev/shm'
      ? { ...entry, options: [...entry.options, `size=${host.ShmSize}`] }
      : entry,
  )
  const mounts = [...(usesInit(container) ? [mount(INIT, 'bind', INIT, 'bind,ro')] : []), ...own]
  if (host.Privileged) return [...defaults.map(withoutReadOnly), ...mounts]
  if (!host.ReadonlyRootfs) return [...defaults, ...mounts]
  const readOnly = ({ destination, options, ...rest }: SpecMount): SpecMount => ({
    ...rest,
    destination,
    options:
      options.includes('ro') || WRITABLE.includes(destination) ? options : [...options, 'ro'],
  })
  return [...defaults.map(readOnly), ...mounts]
}

/** Whether a process of Docker's comes before the container's own, which it has for its only child. */
export function usesInit({ hostConfig: { Init, PidMode } }: Container): boolean {
  return Boolean(Init) && PidMode === ''
}

/** The program that {@link usesInit} speaks of, before the container's command. */
export const INIT_ARGS = [INIT, '--'] as const

function binds(container: Container): SpecMount[] {
  const { id, mounts, hostConfig } = container
  const own = mounts
    .filter(({ type }) => type !== 'tmpfs')
    .map(({ source, destination, writable, propagation, recursive }) => ({
      destination,
      type: 'bind',
      source,
      options: [
        recursive ? 'rbind' : 'bind',
        ...(writable ? [] : ['ro']),
        ...(propagation === '' ? [] : [propagation]),
      ],
    }))
  const shm = shmPath(id, hostConfig)
  const isOwn = [
    ...mounts.map(({ destination }) => destination),
    ...Object.keys(hostConfig.Tmpfs ?? {}),
  ]
  if (shm === undefined || isOwn.includes('/dev/shm')) return own
  return [...own, mount('/dev/shm', 'bind', shm, 'rbind,rprivate')]
}

function tmpfsMounts({ mounts, hostConfig }: Container): SpecMount[] {
  const asked = [
    ...Object.entries(hostConfig.Tmpfs ?? {}),
    ...mounts
      .filter(({ type }) => type === 'tmpfs')
      .map(({ destination, request }): [string, string] => [
        destination,
        request ? tmpfsData(request) : '',
      ]),
  ]
  return asked.map(([destination, data]) => ({
    destination,
    type: 'tmpfs',
    source: 'tmpfs',
    options: tmpfsOptions(data),
  }))
}

function withoutReadOnly(entry: SpecMount): SpecMount {
  if (!['/sys', '/sys/fs/cgroup'].includes(entry.destination)) return entry
  return { ...entry, options: entry.options.filter((option) => option !== 'ro') }
}

const depth = (path: string) => path.split('/').length

function mount(destination: string, type: string, source: string, options: string): SpecMount {
  return { destination, type, source, options: options.split(',') }
}
