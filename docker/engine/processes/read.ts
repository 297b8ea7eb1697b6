import type { Machine } from '../../machine/machine.ts'

/** A process as the guest's `/proc` tells of it. */
export interface Process {
  pid: number
  /** The program's name, at most 15 bytes. */
  comm: string
  /** Empty where the kernel has none, as for one that has ended and was not waited for. */
  args: readonly string[]
  state: string
  ppid: number
  pgrp: number
  session: number
  /** Device number of its terminal; 0 for none. */
  tty: number
  /** The terminal's foreground process group. */
  foreground: number
  /** Seconds on the processor, with and without the kernel's part. */
  cpuTime: number
  priority: number
  nice: number
  threads: number
  /** Seconds since the machine's start. */
  started: number
  /** In bytes. */
  virtual: number
  /** In pages. */
  resident: number
  /** Ids, real and effective. */
  uid: { real: number; effective: number }
  gid: { real: number; effective: number }
  /** Whether pages of it are locked in memory. */
  locked: boolean
}

/** What of the machine is needed to understand its processes. */
export interface ProcessTable {
  processes: Process[]
  /** Seconds that the machine has run. */
  uptime: number
  /** When it was started, in seconds since 1970. */
  boot: number
  /** Names of its own accounts, by id. */
  users: ReadonlyMap<number, string>
  groups: ReadonlyMap<number, string>
}

/** What the kernel counts time in for programs, per second. */
const TICKS = 100

const decoder = new TextDecoder()

/** Reads the processes of a control group, in the order of their ids; those that end meanwhile are left out. */
export async function readProcesses(machine: Machine, cgroup: string): Promise<ProcessTable> {
  const listed = await machine.submit([
    { op: 'read', path: `/sys/fs/cgroup${cgroup}/cgroup.procs`, optional: true },
  ]).done
  const pids = text(listed.output[0]).split('\n').filter(Boolean).map(Number)
  pids.sort((a, b) => a - b)
  const read = (path: string) => ({ op: 'read' as const, path, optional: true })
  const { output } = await machine.submit([
    ...['/proc/uptime', '/proc/stat', '/etc/passwd', '/etc/group'].map(read),
    ...pids.flatMap((pid) =>
      ['stat', 'status', 'cmdline'].map((file) => read(`/proc/${pid}/${file}`)),
    ),
  ]).done
  const [uptime = '', stat = '', passwd = '', group = '', ...files] = output.map(text)
  const processes = pids.flatMap((pid, index) => {
    const [stat = '', status = '', cmdline = ''] = files.slice(index * 3)
    return stat === '' || status === '' ? [] : [parseProcess(pid, stat, status, cmdline)]
  })
  return {
    processes,
    uptime: Number(uptime.split(' ')[0]),
    boot: Number(/^btime (\d+)$/m.exec(stat)?.[1] ?? 0),
    users: names(passwd),
    groups: names(group),
  }
}

/** Reads a process's `stat`, `status` and `cmdline` (`man 5 proc`). */
export function parseProcess(pid: number, stat: string, status: string, cmdline: string): Process {
  // The name is in parentheses, and may have some itself.
  const comm = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
  const [state = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const numbers = rest.map(Number)
  const at = (field: number) => numbers[field - 4] ?? 0
  const ids = (name: string) => {
    const [real = 0, effective = 0] =
      new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/).map(Number) ?? []
    return { real, effective }
  }
  return {
    pid,
    comm,
    args: cmdline.split('\0').slice(0, -1),
    state,
    ppid: at(4),
    pgrp: at(5),
    session: at(6),
    tty: at(7),
    foreground: at(8),
    cpuTime: (at(14) + at(15)) / TICKS,
    priority: at(18),
    nice: at(19),
    threads: at(20),
    started: at(22) / TICKS,
    virtual: at(23),
    resident: at(24),
    uid: ids('Uid'),
    gid: ids('Gid'),
    locked: /^VmLck:\s+[1-9]/m.test(status),
  }
}

function names(file: string): Map<number, string> {
  const entries = file.split('\n').map((line) => line.split(':'))
  return new Map(entries.map(([name = '', , id]) => [Number(id), name]))
}

function text(bytes: Uint8Array | undefined): string {
  return bytes ? decoder.decode(bytes) : ''
}
