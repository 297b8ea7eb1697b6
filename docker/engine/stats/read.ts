import type { Machine } from '../../machine/machine.ts'
import { networkCounters, type NetworkCounters } from './network.ts'

/** What the guest's kernel has counted of a container, and of itself at that moment. */
export interface Sample {
  time: Date
  /** `cpu.stat`, in microseconds and periods. */
  cpu: ReadonlyMap<string, number>
  /** `memory.stat`, in bytes and events. */
  memory: ReadonlyMap<string, number>
  memoryUsage: number
  /** Undefined where there is no limit. */
  memoryLimit: number | undefined
  /** How often the limit was met and nothing could be given back. */
  oom: number
  pids: number
  /** Undefined where there is no limit. */
  pidsLimit: number | undefined
  io: { major: number; minor: number; read: number; written: number }[]
  /** Nanoseconds that all processors together have run since the machine's start, idle or not. */
  system: number
  processors: number
  /** By the name of the card; empty where the network is the machine's. */
  networks: Record<string, NetworkCounters>
}

/** What a sample is taken of. */
export interface SampleOf {
  /** From the root of the control groups. */
  cgroup: string
  /** A process in the network namespace that is counted; undefined where none is. */
  pid: number | undefined
}

const FILES = [
  'cpu.stat',
  'memory.stat',
  'memory.current',
  'memory.max',
  'memory.events',
  'pids.current',
  'pids.max',
  'io.stat',
]

/** `/proc/stat` counts in hundredths of a second. */
const NANOSECONDS_PER_TICK = 10_000_000

/** Reads a control group's files in one round trip; undefined where the group is gone. */
export async function readSample(
  machine: Machine,
  { cgroup, pid }: SampleOf,
  now: () => Date,
): Promise<Sample | undefined> {
  const read = (path: string) => ({ op: 'read' as const, path, optional: true })
  const { output } = await machine.submit([
    ...FILES.map((file) => read(`/sys/fs/cgroup${cgroup}/${file}`)),
    read('/proc/stat'),
    ...(pid ? [read(`/proc/${pid}/net/dev`)] : []),
  ]).done
  const decoder = new TextDecoder()
  const texts = output.map((bytes) => decoder.decode(bytes))
  const [cpu = '', memory = '', current, max, events = '', pids = '', pidsMax, io = ''] = texts
  const [stat = '', cards = ''] = texts.slice(FILES.length)
  if (cpu === '') return undefined
  const [first = ''] = stat.split('\n', 1)
  const ticks = first.split(/\s+/).slice(1, 8).map(Number)
  return {
    time: now(),
    cpu: keyed(cpu),
    memory: keyed(memory),
    memoryUsage: Number(current),
    memoryLimit: limit(max),
    oom: keyed(events).get('oom') ?? 0,
    pids: Number(pids),
    pidsLimit: limit(pidsMax),
    io: ioUsage(io),
    system: ticks.reduce((sum, value) => sum + value, 0) * NANOSECONDS_PER_TICK,
    processors: stat.match(/^cpu\d+ /gm)?.length ?? 0,
    networks: networkCounters(cards),
  }
}

/** Lines of a name and a number. */
function keyed(text: string): Map<string, number> {
  return new Map(
    text
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, value]) => value !== undefined)
      .map(([name = '', value]) => [name, Number(value)]),
  )
}

function limit(text = 'max'): number | undefined {
  return text.trim() === 'max' || text === '' ? undefined : Number(text)
}

/** Lines such as `8:0 rbytes=1 wbytes=2 …`. */
function ioUsage(text: string): Sample['io'] {
  return [...text.matchAll(/^(\d+):(\d+) (.*)$/gm)].map(([, major, minor, rest = '']) => {
    const value = (name: string) => Number(new RegExp(`(?:^| )${name}=(\\d+)`).exec(rest)?.[1] ?? 0)
    return {
      major: Number(major),
      minor: Number(minor),
      read: value('rbytes'),
      written: value('wbytes'),
    }
  })
}
