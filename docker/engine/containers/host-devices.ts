import type { Machine } from '../../machine/machine.ts'
import { EngineError } from '../errors.ts'
import { readText } from '../streams.ts'
import type { HostConfig } from './schema/host-config.ts'

/** A device of the machine, as a container gets it. */
export interface HostDevice {
  /** Absolute path in the container. */
  path: string
  /** Character or block device. */
  type: 'c' | 'b'
  major: number
  minor: number
  /** Permission bits. */
  mode: number
  uid: number
  gid: number
  /** What the container may do with it: `r`, `w`, `m` (make it). */
  permissions: string
}

/** Folders and files of `/dev` that a privileged container has of its own. */
const OWN = /^\/dev\/(pts|shm|fd|mqueue|console|\.lxc|\.lxd-mounts|\.udev)(\/|$)/

/**
 * The devices that a container was promised: those of `--device`, or all of them where it is privileged.
 * @throws EngineError (500) in dockerd's words if one is not there or is no device.
 */
export async function readHostDevices(machine: Machine, host: HostConfig): Promise<HostDevice[]> {
  const asked = host.Devices ?? []
  if (!host.Privileged && asked.length === 0) return []
  const found = await listDevices(
    machine,
    host.Privileged ? ['/dev'] : asked.map(({ PathOnHost }) => PathOnHost),
  )
  const all = host.Privileged ? found.filter(({ path }) => !OWN.test(path)) : []
  const mapped = asked.flatMap(({ PathOnHost, PathInContainer, CgroupPermissions }) => {
    if (host.Privileged && PathOnHost === PathInContainer) return []
    const below = `${PathOnHost.replace(/\/+$/, '')}/`
    const devices = found.filter(({ path }) => path === PathOnHost || path.startsWith(below))
    if (devices.length === 0) {
      throw new EngineError(
        500,
        `error gathering device information while adding custom device ${JSON.stringify(PathOnHost)}: ` +
          'no such file or directory',
      )
    }
    return devices.map((device) => ({
      ...device,
      path: device.path.replace(PathOnHost, PathInContainer || PathOnHost),
      permissions: CgroupPermissions || 'rwm',
    }))
  })
  return [...all, ...mapped]
}

/** What is at the paths, and below those that are folders. */
async function listDevices(machine: Machine, paths: readonly string[]): Promise<HostDevice[]> {
  const script =
    'find "$@" -follow \\( -type c -o -type b \\) -exec stat -L -c "%F|%t|%T|%a|%u|%g|%n" {} + 2>/dev/null'
  const task = machine.submit([
    { op: 'spawn', argv: ['/bin/busybox', 'sh', '-c', script, 'sh', ...paths], stdin: false },
  ])
  const [text] = await Promise.all([readText(task.stdout), task.stderr.cancel(), task.done])
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [kind = '', major = '', minor = '', mode = '', uid = '', gid = '', ...path] =
        line.split('|')
      return {
        path: path.join('|'),
        type: kind.startsWith('block') ? 'b' : 'c',
        major: parseInt(major, 16),
        minor: parseInt(minor, 16),
        mode: parseInt(mode, 8),
        uid: Number(uid),
        gid: Number(gid),
        permissions: 'rwm',
      }
    })
}
