import * as v from 'valibot'

const cpu = v.object({
  cpu_usage: v.object({
    total_usage: v.optional(v.number(), 0),
    percpu_usage: v.nullish(v.array(v.number())),
  }),
  system_cpu_usage: v.optional(v.number(), 0),
  online_cpus: v.optional(v.number(), 0),
})

/** A container's use of resources as `GET /containers/…/stats` has it. */
export const statsBody = v.object({
  name: v.optional(v.string(), ''),
  id: v.optional(v.string(), ''),
  cpu_stats: cpu,
  precpu_stats: cpu,
  memory_stats: v.object({
    usage: v.optional(v.number(), 0),
    limit: v.optional(v.number(), 0),
    stats: v.nullish(v.record(v.string(), v.number())),
  }),
  pids_stats: v.optional(v.object({ current: v.optional(v.number(), 0) }), {}),
  blkio_stats: v.optional(
    v.object({
      io_service_bytes_recursive: v.nullish(
        v.array(v.object({ op: v.string(), value: v.number() })),
      ),
    }),
    {},
  ),
  networks: v.nullish(
    v.record(v.string(), v.object({ rx_bytes: v.number(), tx_bytes: v.number() })),
  ),
})

type StatsBody = v.InferOutput<typeof statsBody>

/** What is shown of a container's use of resources. Sizes are in bytes, shares in percent. */
export interface StatsEntry {
  /** As it was asked for. */
  container: string
  name: string
  id: string
  cpu: number
  memory: number
  memoryLimit: number
  memoryShare: number
  received: number
  sent: number
  read: number
  written: number
  processes: number
  /** There are no figures. */
  isInvalid: boolean
}

/** A container of which nothing is known yet. */
export function emptyEntry(container: string): StatsEntry {
  return {
    container,
    name: '',
    id: '',
    cpu: 0,
    memory: 0,
    memoryLimit: 0,
    memoryShare: 0,
    received: 0,
    sent: 0,
    read: 0,
    written: 0,
    processes: 0,
    isInvalid: false,
  }
}

/** Makes out what is shown, as Docker's client does. */
export function statsEntry(container: string, body: StatsBody): StatsEntry {
  const { name, id, memory_stats, pids_stats, blkio_stats } = body
  const memory = memoryOf(body)
  const { limit } = memory_stats
  const networks = Object.values(body.networks ?? {})
  const transfers = blkio_stats.io_service_bytes_recursive ?? []
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const bytesOf = (letter: string) =>
    sum(transfers.filter(({ op }) => op[0]?.toLowerCase() === letter).map(({ value }) => value))
  return {
    container,
    name,
    id,
    cpu: cpuShare(body),
    memory,
    memoryLimit: limit,
    memoryShare: limit === 0 ? 0 : (memory / limit) * 100,
    received: sum(networks.map(({ rx_bytes }) => rx_bytes)),
    sent: sum(networks.map(({ tx_bytes }) => tx_bytes)),
    read: bytesOf('r'),
    written: bytesOf('w'),
    processes: pids_stats.current,
    isInvalid: false,
  }
}

/** The share of one processor's time since the figures before. */
function cpuShare({ cpu_stats: now, precpu_stats: before }: StatsBody): number {
  const own = now.cpu_usage.total_usage - before.cpu_usage.total_usage
  const all = now.system_cpu_usage - before.system_cpu_usage
  const cpus = now.online_cpus || (now.cpu_usage.percpu_usage?.length ?? 0)
  return own > 0 && all > 0 ? (own / all) * cpus * 100 : 0
}

/** Memory without what is only cached and may go. */
function memoryOf({ memory_stats: { usage, stats } }: StatsBody): number {
  const cached = stats?.['total_inactive_file'] ?? stats?.['inactive_file'] ?? 0
  return cached < usage ? usage - cached : usage
}
