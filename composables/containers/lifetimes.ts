import type { ShownEvent } from './replay.ts'

/**
 * How long containers took from being created until their process had ended, in milliseconds, in the
 * order of their ends. A pull comes before the creation, so it is not in it.
 */
export function lifetimes(events: readonly ShownEvent[]): number[] {
  const created = new Map<string, number>()
  const times: number[] = []
  for (const { Type, Action, Actor, timeNano } of events) {
    if (Type !== 'container') continue
    if (Action === 'create') created.set(Actor.ID, timeNano)
    const began = created.get(Actor.ID)
    if (Action === 'die' && began !== undefined) times.push((timeNano - began) / 1e6)
  }
  return times
}
