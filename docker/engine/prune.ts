/** What the prunes of containers, images and volumes have in common. */

import type { EngineEvent, Events } from './events.ts'
import { conflict, EngineError } from './errors.ts'
import { matchesLabels, type Filters } from './filters.ts'
import { parseUntil } from './go/until.ts'

/**
 * Lets a prune run once at a time in an engine; what it gave back is told to the world.
 * @throws EngineError 409 while it is under way.
 */
export function pruneOf<C extends { events: Events }, R extends { SpaceReclaimed: number }>(
  type: EngineEvent['Type'],
  prune: (context: C, filters: Filters) => Promise<R>,
): (context: C, filters: Filters) => Promise<R> {
  const pruning = new WeakSet<C>()
  return async (context, filters) => {
    if (pruning.has(context)) throw conflict('a prune operation is already running')
    pruning.add(context)
    try {
      const result = await prune(context, filters)
      context.events.emit(type, 'prune', '', { reclaimed: String(result.SpaceReclaimed) })
      return result
    } finally {
      pruning.delete(context)
    }
  }
}

/**
 * The time of the `until` filter: only what is not younger is pruned.
 * @returns milliseconds since 1970; infinite where the filter was not given.
 * @throws EngineError (500) if it is no time, or there are several.
 */
export function pruneUntil(filters: Filters, now: Date): number {
  const [until, another] = filters.get('until') ?? []
  if (another !== undefined) throw new EngineError(500, 'more than one until filter specified')
  return until === undefined ? Infinity : parseUntil(until, now)
}

/** Whether the `label` and `label!` filters let something with these labels be pruned. */
export function hasPruneLabels(filters: Filters, labels: Record<string, string>): boolean {
  return (
    matchesLabels(filters, 'label', labels) &&
    !(filters.has('label!') && matchesLabels(filters, 'label!', labels))
  )
}
