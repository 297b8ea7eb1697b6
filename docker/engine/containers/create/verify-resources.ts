import { invalid } from '../../errors.ts'
import type { Resources } from '../schema/host-config.ts'

/** Bytes: dockerd wants as much for a container's start. */
const MINIMUM_MEMORY = 6 * 1024 * 1024

/** Processors of the machine. */
const CPUS = 1

/**
 * dockerd's `verifyPlatformContainerResources` for cgroup v2. The machine has no `cpuset` and no `io` controller, and
 * what dockerd's words for that say is true here: such limits are discarded.
 * @param update whether the limits are a running container's new ones.
 * @returns the warnings; what they speak of is taken out of `resources`.
 * @throws EngineError (400) in dockerd's words.
 */
export function verifyResources(resources: Resources, update: boolean): string[] {
  return [...verifyMemory(resources, update), ...verifyCpu(resources), ...verifyIo(resources)]
}

function verifyMemory(resources: Resources, update: boolean): string[] {
  const warnings: string[] = []
  if (resources.MemorySwappiness === -1) resources.MemorySwappiness = null
  if (resources.Memory !== 0 && resources.Memory < MINIMUM_MEMORY) {
    throw invalid('Minimum memory limit allowed is 6MB')
  }
  // dockerd looks at its own control group, which is the root here; and the machine has no swap.
  if (resources.Memory > 0 && resources.MemorySwap !== -1) {
    warnings.push(
      'Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.',
    )
    resources.MemorySwap = -1
  }
  if (resources.Memory === 0 && resources.MemorySwap > 0 && !update) {
    throw invalid('You should always set the Memory limit when using Memoryswap limit, see usage')
  }
  if (resources.MemorySwappiness !== null) {
    warnings.push(
      'Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.',
    )
    resources.MemorySwappiness = null
  }
  if (resources.MemoryReservation > 0 && resources.MemoryReservation < MINIMUM_MEMORY) {
    throw invalid('Minimum memory reservation allowed is 6MB')
  }
  if (
    resources.MemoryReservation > 0 &&
    resources.Memory > 0 &&
    resources.Memory < resources.MemoryReservation
  ) {
    throw invalid('Minimum memory limit can not be less than memory reservation limit, see usage')
  }
  if (resources.KernelMemory > 0) {
    warnings.push(
      'Specifying a kernel memory limit is deprecated and will be removed in a future release.',
      'Your kernel does not support kernel memory limit capabilities or the cgroup is not mounted. Limitation discarded.',
    )
    resources.KernelMemory = 0
  }
  if (resources.OomKillDisable) {
    warnings.push('Your kernel does not support OomKillDisable. OomKillDisable discarded.')
  }
  resources.OomKillDisable = null
  return warnings
}

function verifyCpu(resources: Resources): string[] {
  const warnings: string[] = []
  const { NanoCpus, CpuPeriod, CpuQuota } = resources
  if (NanoCpus > 0 && CpuPeriod > 0) {
    throw invalid('Conflicting options: Nano CPUs and CPU Period cannot both be set')
  }
  if (NanoCpus > 0 && CpuQuota > 0) {
    throw invalid('Conflicting options: Nano CPUs and CPU Quota cannot both be set')
  }
  if (NanoCpus < 0 || NanoCpus > CPUS * 1e9) {
    throw invalid(
      `Range of CPUs is from 0.01 to ${CPUS}.00, as there are only ${CPUS} CPUs available`,
    )
  }
  if (CpuPeriod !== 0 && (CpuPeriod < 1000 || CpuPeriod > 1_000_000)) {
    throw invalid(
      'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)',
    )
  }
  if (CpuQuota > 0 && CpuQuota < 1000) {
    throw invalid('CPU cfs quota can not be less than 1ms (i.e. 1000)')
  }
  if (resources.CpuPercent > 0) {
    warnings.push('linux does not support CPU percent. Percent discarded.')
    resources.CpuPercent = 0
  }
  if (resources.CpusetCpus !== '' || resources.CpusetMems !== '') {
    warnings.push(
      'Your kernel does not support cpuset or the cgroup is not mounted. Cpuset discarded.',
    )
    resources.CpusetCpus = ''
    resources.CpusetMems = ''
  }
  return warnings
}

function verifyIo(resources: Resources): string[] {
  const warnings: string[] = []
  const discard = (what: string, thing: string) =>
    warnings.push(
      `Your kernel does not support ${what} or the cgroup is not mounted. ${thing} discarded.`,
    )
  if (resources.BlkioWeight > 0) {
    discard('Block I/O weight', 'Weight')
    resources.BlkioWeight = 0
  }
  if (resources.BlkioWeightDevice?.length) {
    discard('Block I/O weight_device', 'Weight-device')
    resources.BlkioWeightDevice = []
  }
  if (resources.BlkioDeviceReadBps?.length) {
    discard('BPS Block I/O read limit', 'Block I/O BPS read limit')
    resources.BlkioDeviceReadBps = []
  }
  if (resources.BlkioDeviceWriteBps?.length) {
    discard('BPS Block I/O write limit', 'Block I/O BPS write limit')
    resources.BlkioDeviceWriteBps = []
  }
  if (resources.BlkioDeviceReadIOps?.length) {
    discard('IOPS Block read limit', 'Block I/O IOPS read limit')
    resources.BlkioDeviceReadIOps = []
  }
  if (resources.BlkioDeviceWriteIOps?.length) {
    discard('IOPS Block write limit', 'Block I/O IOPS write limit')
    resources.BlkioDeviceWriteIOps = []
  }
  return warnings
}
