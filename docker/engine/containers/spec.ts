import type { ProcessUser } from './user.ts'
import type { ContainerConfig } from './config.ts'
import { seccompAnnotations } from './seccomp.ts'
import { processArgs, processEnv } from './config.ts'

/** The capabilities that Docker leaves to root in a container. */
const CAPABILITIES =
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'
    .split(' ')
    .map((name) => `CAP_${name}`)

/** Every capability that Linux has, for what is privileged. */
export const ALL_CAPABILITIES =
  'AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM'
    .split(' ')
    .map((name) => `CAP_${name}`)

/** The capabilities of a process: those that take effect at once are root's alone. */
export function processCapabilities(user: ProcessUser) {
  const effective = user.uid === 0 ? CAPABILITIES : []
  return { bounding: CAPABILITIES, effective, permitted: effective }
}

const MASKED_PATHS = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
]

const READONLY_PATHS = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

const MOUNTS = [
  mount('/proc', 'proc', 'proc', 'nosuid,noexec,nodev'),
  mount('/dev', 'tmpfs', 'tmpfs', 'nosuid,strictatime,mode=755,size=65536k'),
  mount('/dev/pts', 'devpts', 'devpts', 'nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5'),
  mount('/sys', 'sysfs', 'sysfs', 'nosuid,noexec,nodev,ro'),
  mount('/sys/fs/cgroup', 'cgroup', 'cgroup', 'ro,nosuid,noexec,nodev'),
  mount('/dev/mqueue', 'mqueue', 'mqueue', 'nosuid,noexec,nodev'),
  mount('/dev/shm', 'tmpfs', 'shm', 'nosuid,noexec,nodev,mode=1777,size=67108864'),
]

/** A container as the OCI runtime specification describes it, as far as dockerd's defaults use it. */
export interface SpecInput {
  id: string
  config: ContainerConfig
  user: ProcessUser
  /** Absolute path of the root file system in the guest. */
  rootfs: string
}

/**
 * The `config.json` of a container's bundle, with what dockerd gives every container. It is parsed in the guest,
 * so it has nothing that is the runtime's default anyway.
 * https://github.com/opencontainers/runtime-spec/blob/v1.0.2/config.md
 */
export function runtimeSpec({ id, config, user, rootfs }: SpecInput) {
  return {
    ociVersion: '1.0.2',
    process: {
      ...(config.tty ? { terminal: true } : {}),
      user,
      args: processArgs(config),
      env: processEnv(config),
      cwd: config.workingDir || '/',
      capabilities: processCapabilities(user),
      oomScoreAdj: 0,
    },
    annotations: seccompAnnotations(CAPABILITIES),
    root: { path: rootfs },
    hostname: config.hostname,
    ...(config.domainname === '' ? {} : { domainname: config.domainname }),
    mounts: MOUNTS,
    // seccomp: dockerd's default profile belongs under `linux.seccomp`. Device rules belong under
    // `linux.resources.devices`; without them the machine's devices, none of which holds data, can be opened.
    linux: {
      namespaces: ['mount', 'pid', 'ipc', 'uts', 'network', 'cgroup'].map((type) => ({ type })),
      // One level below the root: controllers are handed down level by level, which costs the guest time.
      cgroupsPath: `/docker-${id}`,
      maskedPaths: MASKED_PATHS,
      readonlyPaths: READONLY_PATHS,
    },
  }
}

function mount(destination: string, type: string, source: string, options: string) {
  return { destination, type, source, options: options.split(',') }
}
