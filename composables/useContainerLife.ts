import { onSlideEnter, useIsSlideActive } from '@slidev/client'
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { eventsUntil, followLife, NO_LIFE, type Life } from './containers/life.ts'
import { findSnippet } from './snippet/library.ts'
import { useEvents } from './useEvents.ts'
import { useLive } from './useLive.ts'

/** A container's life to be drawn. */
export interface ContainerLife {
  /** The tab's container to which something happened last: what buttons act on. */
  live: ComputedRef<Life>
  /** What the diagram shows: the live container, or the recorded one at the presenter's step. */
  shown: ComputedRef<Life>
  /** Whether the diagram follows the live container. */
  following: Readonly<Ref<boolean>>
}

/**
 * Lets a figure follow the tab's containers, or a presenter's steps through a recorded life: whichever
 * spoke last.
 *
 * To be called in `setup`, inside a slide.
 *
 * @param options.snippet file name in `snippets/` whose recording is that life
 * @param options.name name of the container that the slide's own buttons make
 * @param options.until the engine's action up to which the recorded life is shown; undefined for none of it
 */
export function useContainerLife(options: {
  snippet: string
  name: string
  until: () => string | undefined
}): ContainerLife {
  const usable = useLive()
  const active = useIsSlideActive()
  const events = useEvents()
  const recorded = findSnippet(options.snippet)?.recording?.events ?? []
  const follows = ref(false)

  const live = computed(() => followLife(events.value, options.name))
  const told = computed(() => {
    const until = options.until()
    return until === undefined ? NO_LIFE : followLife(eventsUntil(recorded, until), options.name)
  })
  const following = computed(() => follows.value && usable.value)
  const shown = computed(() => (following.value ? live.value : told.value))

  watch(events, ({ length }) => (follows.value = length > 0 && active.value))
  watch(options.until, () => (follows.value = false))
  onSlideEnter(() => {
    follows.value = !['image', 'removed'].includes(live.value.state)
  })

  return { live, shown, following }
}
