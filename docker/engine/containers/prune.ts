import type { EngineContext } from '../context.ts'
import { EngineError } from '../errors.ts'
import { hasPruneLabels, pruneOf, pruneUntil } from '../prune.ts'
import { measure } from './size.ts'

/** Filters that `POST /containers/prune` knows. */
export const PRUNE_FILTERS = ['label', 'label!', 'until']

/**
 * Removes the containers that do not run.
 * @throws EngineError 409 while another prune is under way.
 */
export const pruneContainers = pruneOf('container', async (context: EngineContext, filters) => {
  const { containers, lifecycle, machine, now } = context
  const until = pruneUntil(filters, now())
  const deleted: string[] = []
  let reclaimed = 0
  for (const container of containers.all()) {
    if (container.running || container.created.getTime() > until) continue
    if (!hasPruneLabels(filters, container.config.labels)) continue
    const { own } = await measure(machine, container)
    try {
      await lifecycle.remove(container, { force: false, volumes: false })
    } catch (error) {
      if (error instanceof EngineError) continue
      throw error
    }
    reclaimed += own
    deleted.push(container.id)
  }
  return { ContainersDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed }
})
