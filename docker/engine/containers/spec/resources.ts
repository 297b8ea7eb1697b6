import type { Resources } from '../schema/host-config.ts'

/** Microseconds: what `--cpus` is a part of. */
const CPU_PERIOD = 100_000

/**
 * A container's limits for the runtime (dockerd's `WithResources`); what is not limited is left out, so that the
 * runtime has nothing to do for it.
 */
export function specResources(resources: Resources) {
  const memory = memoryLimits(resources)
  const cpu = cpuLimits(resources)
  const { PidsLimit } = resources
  return {
    ...(Object.keys(memory).length > 0 ? { memory } : {}),
    ...(Object.keys(cpu).length > 0 ? { cpu } : {}),
    ...(PidsLimit === null ? {} : { pids: { limit: PidsLimit <= 0 ? -1 : PidsLimit } }),
  }
}

function memoryLimits({ Memory, MemoryReservation, MemorySwap }: Resources) {
  return {
    ...(Memory > 0 ? { limit: Memory } : {}),
    ...(MemoryReservation > 0 ? { reservation: MemoryReservation } : {}),
    ...(MemorySwap > 0 ? { swap: MemorySwap } : {}),
  }
}

function cpuLimits({ CpuShares, NanoCpus, CpuPeriod, CpuQuota }: Resources) {
  return {
    ...(CpuShares > 0 ? { shares: CpuShares } : {}),
    ...(NanoCpus > 0
      ? { period: CPU_PERIOD, quota: Math.trunc((NanoCpus * CPU_PERIOD) / 1e9) }
      : {}),
    ...(CpuPeriod === 0 ? {} : { period: CpuPeriod }),
    ...(CpuQuota === 0 ? {} : { quota: CpuQuota }),
  }
}
