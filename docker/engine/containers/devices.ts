import { EngineError } from '../errors.ts'
import type { HostDevice } from './host-devices.ts'
import type { HostConfig } from './schema/host-config.ts'

/** A rule of the device controller as the OCI runtime specification has it; the last that fits counts. */
export interface DeviceRule {
  allow: boolean
  type?: string
  /** -1 for any. */
  major?: number
  minor?: number
  access: string
}

const NOTHING: DeviceRule = { allow: false, access: 'rwm' }
const EVERYTHING: DeviceRule = { allow: true, access: 'rwm' }

/**
 * What a container may do with which devices. The runtime itself allows what every container has (`null`, `zero`,
 * `full`, `random`, `urandom`, `tty`, its terminals) and to make others' files; dockerd's own rules name the same.
 * @throws EngineError (500) in dockerd's words for a rule that is none.
 */
export function deviceRules(host: HostConfig, devices: readonly HostDevice[]): DeviceRule[] {
  if (host.Privileged) return [EVERYTHING]
  return [
    NOTHING,
    ...devices.map(({ type, major, minor, permissions }) => ({
      ...{ allow: true, type, major, minor, access: permissions },
    })),
    ...(host.DeviceCgroupRules ?? []).map(parseRule),
  ]
}

/** Reads what `--device-cgroup-rule` takes: `c 1:3 rwm`, with `*` for any number. */
function parseRule(rule: string): DeviceRule {
  const match = /^([acb]) (\d+|\*):(\d+|\*) ([rwm]{1,3})$/.exec(rule)
  if (!match) throw new EngineError(500, `invalid device cgroup rule format: '${rule}'`)
  const [, type = 'a', major = '*', minor = '*', access = ''] = match
  const number = (text: string) => (text === '*' ? -1 : Number(text))
  return { allow: true, type, major: number(major), minor: number(minor), access }
}
