import { NO_TIME } from '../go/time.ts'
import type { Sample } from './read.ts'

/** The counters of `memory.stat` that dockerd passes on, in the order in which Go writes a map. */
const MEMORY =
  'active_anon active_file anon anon_thp file file_dirty file_mapped file_writeback inactive_anon inactive_file kernel_stack pgactivate pgdeactivate pgfault pglazyfree pglazyfreed pgmajfault pgrefill pgscan pgsteal shmem slab slab_reclaimable slab_unreclaimable sock thp_collapse_alloc thp_fault_alloc unevictable workingset_activate workingset_nodereclaim workingset_refault'.split(
    ' ',
  )

/** Whose statistics they are. */
export interface StatsOwner {
  id: string
  /** With the slash that the API puts before it. */
  name: string
}

/**
 * A line of `GET /containers/…/stats` in API v1.41, as dockerd has it on cgroups v2.
 * @param sample undefined for a container that does not run.
 * @param before the sample before that, which a client compares it with.
 * @param memory the machine's, in bytes: the limit where a container has none.
 */
export function statsLine(
  { id, name }: StatsOwner,
  sample: Sample | undefined,
  before: Sample | undefined,
  memory: number,
): Uint8Array {
  const stats = {
    read: sample?.time.toISOString() ?? NO_TIME,
    preread: before?.time.toISOString() ?? NO_TIME,
    pids_stats: sample ? pidsStats(sample) : {},
    blkio_stats: blockStats(sample),
    num_procs: 0,
    storage_stats: {},
    cpu_stats: cpuStats(sample),
    precpu_stats: cpuStats(before),
    memory_stats: sample ? memoryStats(sample, memory) : {},
    name,
    id,
    ...(sample && Object.keys(sample.networks).length > 0 ? { networks: sample.networks } : {}),
  }
  // No limit is the largest number of 64 bits, which JavaScript has no number for.
  const text = JSON.stringify(stats).replace('"limit":"max"', '"limit":18446744073709551615')
  return new TextEncoder().encode(`${text}\n`)
}

function pidsStats({ pids, pidsLimit }: Sample) {
  return { ...(pids > 0 ? { current: pids } : {}), limit: pidsLimit ?? 'max' }
}

function blockStats(sample: Sample | undefined) {
  const entries = (sample?.io ?? []).flatMap(({ major, minor, read, written }) => [
    { major, minor, op: 'read', value: read },
    { major, minor, op: 'write', value: written },
  ])
  return {
    io_service_bytes_recursive: entries.length > 0 ? entries : null,
    io_serviced_recursive: null,
    io_queue_recursive: null,
    io_service_time_recursive: null,
    io_wait_time_recursive: null,
    io_merged_recursive: null,
    io_time_recursive: null,
    sectors_recursive: null,
  }
}

function cpuStats(sample: Sample | undefined) {
  const count = (name: string) => sample?.cpu.get(name) ?? 0
  const nanoseconds = (name: string) => count(name) * 1000
  return {
    cpu_usage: {
      total_usage: nanoseconds('usage_usec'),
      usage_in_kernelmode: nanoseconds('system_usec'),
      usage_in_usermode: nanoseconds('user_usec'),
    },
    ...(sample ? { system_cpu_usage: sample.system, online_cpus: sample.processors } : {}),
    throttling_data: {
      periods: count('nr_periods'),
      throttled_periods: count('nr_throttled'),
      throttled_time: nanoseconds('throttled_usec'),
    },
  }
}

function memoryStats({ memory: counters, memoryUsage, memoryLimit, oom }: Sample, memory: number) {
  return {
    ...(memoryUsage > 0 ? { usage: memoryUsage } : {}),
    stats: Object.fromEntries(MEMORY.map((name) => [name, counters.get(name) ?? 0])),
    ...(oom > 0 ? { failcnt: oom } : {}),
    limit: Math.min(memoryLimit ?? Infinity, memory),
  }
}
