import { invalid } from '../../errors.ts'
import type { HostConfig } from '../schema/host-config.ts'

const withPrefix = (names: string) => names.split(' ').map((name) => `CAP_${name}`)

/** The capabilities that Docker leaves to root in a container. */
export const DEFAULT_CAPABILITIES: readonly string[] = withPrefix(
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE',
)

/** All that Docker 20.10 knows, by number; the kernel has three more, which it gives to nobody. */
export const ALL_CAPABILITIES: readonly string[] = withPrefix(
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ',
)

const ALL = 'ALL'

/**
 * The names with their prefix, in capitals.
 * @param where `CapAdd` or `CapDrop`, for the message.
 * @throws EngineError (400) in dockerd's words if there is no such capability.
 */
export function normalizeCapabilities(names: readonly string[] | null, where: string): string[] {
  return (names ?? []).map((name) => {
    const upper = name.toUpperCase()
    const known = upper.startsWith('CAP_') || upper === ALL ? upper : `CAP_${upper}`
    if (known !== ALL && !ALL_CAPABILITIES.includes(known)) {
      throw invalid(`invalid ${where}: unknown capability: ${JSON.stringify(known)}`)
    }
    return known
  })
}

/** What a container's root may do: dockerd's `TweakCapabilities`. */
export function capabilitiesOf({ CapAdd, CapDrop, Privileged }: HostConfig): readonly string[] {
  if (Privileged) return ALL_CAPABILITIES
  const added = normalizeCapabilities(CapAdd, 'CapAdd')
  const dropped = normalizeCapabilities(CapDrop, 'CapDrop')
  const isKept = (name: string) => !dropped.includes(name)
  if (added.includes(ALL)) return ALL_CAPABILITIES.filter(isKept)
  if (dropped.includes(ALL)) return added
  return [...new Set([...DEFAULT_CAPABILITIES.filter(isKept), ...added])]
}
