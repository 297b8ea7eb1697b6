import { computed, type ComputedRef } from 'vue'
import { useEvents } from './useEvents.ts'

/**
 * The image, by its ID, to which a name was given last in the tab's engine; undefined while it was given to
 * none.
 *
 * @param name the reference as the engine's events have it, e.g. `mine:latest`
 */
export function useTaggedImage(name: string): ComputedRef<string | undefined> {
  const events = useEvents()
  return computed(() => {
    const last = events.value.findLast(
      ({ Type, Action, Actor }) =>
        Type === 'image' && Action === 'tag' && Actor.Attributes['name'] === name,
    )
    return last?.Actor.ID
  })
}
