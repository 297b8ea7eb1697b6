import type { EngineContext } from '../context.ts'
import { conflict, EngineError } from '../errors.ts'
import { matchesLabels, type Filters } from '../filters.ts'
import { parseUntil } from '../go/until.ts'
import { measure } from './size.ts'

/** Filters that `POST /containers/prune` knows. */
export const PRUNE_FILTERS = ['label', 'label!', 'until']

/** Engines that prune now. */
const pruning = new WeakSet<EngineContext>()

/**
 * Removes the containers that do not run.
 * @throws EngineError 409 while another prune is under way.
 */
export async function pruneContainers(context: EngineContext, filters: Filters) {
  if (pruning.has(context)) throw conflict('a prune operation is already running')
  pruning.add(context)
  try {
    return await prune(context, filters)
  } finally {
    pruning.delete(context)
  }
}

async function prune(context: EngineContext, filters: Filters) {
  const { containers, events, lifecycle, machine, now } = context
  const [until, another] = filters.get('until') ?? []
  if (another !== undefined) throw new EngineError(500, 'more than one until filter specified')
  const latest = until === undefined ? Infinity : parseUntil(until, now())
  const deleted: string[] = []
  let reclaimed = 0
  for (const container of containers.all()) {
    const { labels } = container.config
    if (container.running || container.created.getTime() > latest) continue
    if (!matchesLabels(filters, 'label', labels)) continue
    if (filters.has('label!') && matchesLabels(filters, 'label!', labels)) continue
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
  events.emit('container', 'prune', '', { reclaimed: String(reclaimed) })
  return { ContainersDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: reclaimed }
}
