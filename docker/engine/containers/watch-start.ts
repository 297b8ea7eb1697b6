import type { SubmitOptions } from '../../machine/machine.ts'
import { containerPaths } from '../paths.ts'
import type { Namespace, Trace } from '../trace.ts'
import type { Container } from './container.ts'
import { RUNTIME_ARGV } from './runtime.ts'

/** What the machine reads for a trace while a container starts, and who takes it. */
export interface StartWatch {
  /** Read when the root file system is mounted. */
  mounts: string
  /** Read when the first process is there, `%` standing for its id. */
  look: readonly string[]
  options: SubmitOptions
  /** The first process, of this id, has begun: to be called when the machine says so. */
  began(pid: number): void
}

const NAMESPACES = ['mnt', 'uts', 'ipc', 'pid', 'net', 'cgroup', 'user'] as const
const LIMITS = ['memory.max', 'pids.max', 'cpu.max'] as const

/** Watches a run from its submission to its first process, and traces what the kernel says of it. */
export function watchStart(container: Container, trace: Trace): StartWatch {
  const { id, cgroup } = container
  const mounts = '/proc/self/mountinfo'
  const look = [
    '/proc/%/status',
    '/proc/%/cmdline',
    '/proc/%/cgroup',
    ...LIMITS.map((file) => `/sys/fs/cgroup${cgroup}/${file}`),
    ...NAMESPACES.map((type) => `/proc/%/ns/${type}`),
    ...NAMESPACES.map((type) => `/proc/self/ns/${type}`),
  ]
  const seen = new Map<string, string>()
  const text = (path: string) => seen.get(path) ?? ''
  const decoder = new TextDecoder()
  let told = false

  /** The process may have ended before all of it was read: what is missing is not told. */
  const tellProcess = () => {
    const status = text('/proc/%/status')
    const [pid, inside] = /^NSpid:\t(\d+)(?:\t(\d+))*$/m.exec(status)?.slice(1) ?? []
    if (pid === undefined) return
    const namespaces = NAMESPACES.flatMap((type): Namespace[] => {
      const inode = inodeOf(text(`/proc/%/ns/${type}`))
      const own = inode !== inodeOf(text(`/proc/self/ns/${type}`))
      return inode === undefined ? [] : [{ type, id: inode, own }]
    })
    if (namespaces.length > 0) {
      trace.emit({ step: 'namespaces', container: id, pid: Number(pid), namespaces })
    }
    const path = /^0::(\/.*)$/m.exec(text('/proc/%/cgroup'))?.[1]
    const [memory, pids, cpu] = LIMITS.map((file) => text(`/sys/fs/cgroup${cgroup}/${file}`).trim())
    if (path === cgroup && memory && pids && cpu) {
      trace.emit({ step: 'cgroup', container: id, pid: Number(pid), path, memory, pids, cpu })
    }
    if (/^State:\tZ/m.test(status)) return
    told = true
    const argv = text('/proc/%/cmdline').split('\0').slice(0, -1)
    trace.emit({
      step: 'process',
      container: id,
      pid: Number(pid),
      inside: Number(inside ?? pid),
      // For a moment it is still the runtime, about to become its program.
      ...(argv.length > 0 && argv[0] !== RUNTIME_ARGV[0] ? { argv } : {}),
    })
  }

  return {
    mounts,
    look,
    options: {
      onOutput(output, index) {
        const said = decoder.decode(output)
        if (index === 0) {
          const mount = overlayAt(containerPaths(id).merged, said)
          if (mount) trace.emit({ step: 'mount', container: id, ...mount })
          return
        }
        const path = look[index - 1]
        if (path === undefined) return
        seen.set(path, said)
        if (index === look.length) tellProcess()
      },
    },
    began(pid) {
      if (!told) trace.emit({ step: 'process', container: id, pid })
    },
  }
}

/** What a link in `/proc/PID/ns` says, such as `net:[4026531840]`. */
function inodeOf(link: string): number | undefined {
  const inode = /^\w+:\[(\d+)\]$/.exec(link)?.[1]
  return inode === undefined ? undefined : Number(inode)
}

/** The overlay that is mounted at a folder, by the kernel's own table (proc_pid_mountinfo(5)). */
export function overlayAt(
  target: string,
  mountinfo: string,
): { target: string; lower: string[]; upper: string } | undefined {
  for (const line of mountinfo.split('\n')) {
    const [mount = '', fileSystem = ''] = line.split(' - ')
    if (mount.split(' ')[4] !== target) continue
    const [type, , options = ''] = fileSystem.split(' ')
    const option = (name: string) => new RegExp(`(?:^|,)${name}=([^,]*)`).exec(options)?.[1]
    const [lower, upper] = [option('lowerdir'), option('upperdir')]
    if (type === 'overlay' && lower !== undefined && upper !== undefined) {
      return { target, lower: lower.split(':'), upper }
    }
  }
  return undefined
}
