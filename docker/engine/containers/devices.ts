import { EngineError } from '../errors.ts'
import type { HostDevice } from './host-devices.ts'
import type { HostConfig } from './schema/host-config.ts'

/** A rule of the runtime's configuration on the use of devices; the last that fits decides. */
interface DeviceRule {
  allow: boolean
  type?: string
  /** Any, where it is left out. */
  major?: number
  minor?: number
  access: string
}

type DeviceOptions = Pick<
  HostConfig,
  'CgroupParent' | 'Privileged' | 'Devices' | 'DeviceCgroupRules'
>

/**
 * Whether a container may use the devices that every container may use and no other. Its control group is then below
 * one that the machine has a filter on, and the runtime, which would compile a filter for each container, has nothing
 * to do for it.
 */
export function hasDefaultDevices(host: DeviceOptions): boolean {
  const { CgroupParent, Privileged, Devices, DeviceCgroupRules } = host
  return !CgroupParent && !Privileged && !Devices?.length && !DeviceCgroupRules?.length
}

/**
 * A container's own rules on devices (dockerd's `WithDevices`), empty where the runtime needs none. What every
 * container may use, the runtime adds by itself.
 */
export function deviceRules(host: HostConfig, devices: readonly HostDevice[]): DeviceRule[] {
  if (host.Privileged || hasDefaultDevices(host)) return []
  return [
    { allow: false, access: 'rwm' },
    ...devices.map(({ type, major, minor, permissions: access }) => ({
      allow: true,
      type,
      major,
      minor,
      access,
    })),
    ...(host.DeviceCgroupRules ?? []).map(cgroupRule),
  ]
}

const RULE = /^([acb]) ([0-9]+|\*):([0-9]+|\*) ([rwm]{1,3})$/

/** Reads a rule such as `c 10:200 rwm`, in which either number may be `*`. */
function cgroupRule(rule: string): DeviceRule {
  const parts = RULE.exec(rule)
  if (!parts) throw new EngineError(500, `invalid device cgroup rule format: '${rule}'`)
  const [, type = '', major = '', minor = '', access = ''] = parts
  return {
    allow: true,
    type,
    ...(major === '*' ? {} : { major: Number(major) }),
    ...(minor === '*' ? {} : { minor: Number(minor) }),
    access,
  }
}
