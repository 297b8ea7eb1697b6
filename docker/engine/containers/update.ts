import type { EngineContext } from '../context.ts'
import { conflict, EngineError, invalid } from '../errors.ts'
import type { Container } from './container.ts'
import { isNone, verifyRestartPolicy } from './create/verify-host-config.ts'
import { verifyResources } from './create/verify-resources.ts'
import { updateSteps } from './runtime.ts'
import type { UpdateConfig } from './schema/host-config.ts'
import { specResources } from './spec/resources.ts'
import { submitChecked } from './submit.ts'

/**
 * Changes a container's limits and restart policy, also while it runs.
 * @returns the warnings; null where there are none.
 * @throws EngineError in dockerd's words.
 */
export async function updateContainer(
  { machine, lifecycle }: EngineContext,
  container: Container,
  update: UpdateConfig,
): Promise<string[] | null> {
  if (update.PidsLimit !== null && update.PidsLimit <= 0) update.PidsLimit = 0
  verifyRestartPolicy(update.RestartPolicy)
  if (update.CpuRealtimePeriod !== 0 || update.CpuRealtimeRuntime !== 0) {
    throw invalid('Your kernel does not support CPU real-time scheduler')
  }
  const warnings = verifyResources(update, true)
  const cannot = (reason: string) => `Cannot update container ${container.id}: ${reason}`
  if (container.removing || container.dead) {
    throw new EngineError(500, cannot('container is marked for removal and cannot be "update"'))
  }
  const conflicting = findConflict(container, update)
  if (conflicting !== undefined) throw conflict(cannot(conflicting))
  const before = { ...container.hostConfig }
  apply(container, update)
  if (container.running && !container.restarting) {
    const problem = await submitChecked(
      await machine(),
      updateSteps(container, specResources(update)),
    )
    if (problem !== undefined) {
      Object.assign(container.hostConfig, before)
      throw new EngineError(500, cannot(problem))
    }
  }
  if (update.RestartPolicy.Name !== '') lifecycle.setRestartPolicy(container, update.RestartPolicy)
  lifecycle.emit(container, 'update')
  return warnings.length > 0 ? warnings : null
}

/** What of an update does not go with what was set before (dockerd's `UpdateContainer`). */
function findConflict({ hostConfig: host, autoRemove }: Container, update: UpdateConfig) {
  if (update.NanoCpus > 0 && host.CpuPeriod > 0) {
    return 'Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set'
  }
  if (update.NanoCpus > 0 && host.CpuQuota > 0) {
    return 'Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set'
  }
  if (update.CpuPeriod > 0 && host.NanoCpus > 0) {
    return 'Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set'
  }
  if (update.CpuQuota > 0 && host.NanoCpus > 0) {
    return 'Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set'
  }
  if (update.Memory !== 0 && update.Memory > host.MemorySwap && update.MemorySwap === 0) {
    return 'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time'
  }
  if (autoRemove && update.RestartPolicy.Name !== '' && !isNone(update.RestartPolicy)) {
    return 'Restart policy cannot be updated because AutoRemove is enabled for the container'
  }
  return undefined
}

/** Limits that an update replaces where it names them. */
const NUMBERS = [
  ...(['CpuShares', 'NanoCpus', 'CpuPeriod', 'CpuQuota', 'Memory'] as const),
  ...(['MemorySwap', 'MemoryReservation'] as const),
]

function apply({ hostConfig: host }: Container, update: UpdateConfig) {
  for (const name of NUMBERS) if (update[name] !== 0) host[name] = update[name]
  if (update.PidsLimit !== null) host.PidsLimit = update.PidsLimit
  if (update.RestartPolicy.Name !== '') host.RestartPolicy = update.RestartPolicy
}
