import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { replayContainers, type ContainerView, type ShownEvent } from './containers/replay.ts'
import { findSnippet } from './snippet/library.ts'
import { useDocker } from './useDocker.ts'
import { useLive } from './useLive.ts'

/** So many events are remembered: a script that starts containers without end must not fill the tab. */
const KEPT = 5000

let all: ShallowRef<readonly ShownEvent[]> | undefined

/** Every event of the tab's engine since its machine started; empty while there is none. Starts nothing. */
export function useEvents(): Readonly<ShallowRef<readonly ShownEvent[]>> {
  if (all) return all
  const { docker } = useDocker()
  const events = shallowRef<readonly ShownEvent[]>([])
  docker.onEvent((event) => {
    events.value = [...events.value, event].slice(-KEPT)
  })
  docker.onState(({ state }) => {
    // A new machine knows nothing of the old one's containers.
    if (state === 'off' || state === 'loading') events.value = []
  })
  return (all = events)
}

/** Containers for a figure to draw. */
export interface ShownContainers {
  /** In the order in which they were created; removed ones are there, too. */
  containers: ComputedRef<readonly ContainerView[]>
  /** The events from which they come. */
  events: ComputedRef<readonly ShownEvent[]>
  /** They are a recording's: on paper, where nothing runs. */
  recorded: ComputedRef<boolean>
}

/**
 * The containers of the tab's engine, as they come and go. On paper, and on pictures of slides, those
 * that a snippet left when it was recorded on the real machine.
 *
 * To be called in `setup`, inside a slide.
 *
 * @param snippet file name in `snippets/` whose recording is shown on paper, e.g. `three.sh`
 */
export function useShownContainers(snippet: string): ShownContainers {
  const live = useLive()
  const now = useEvents()
  const recording = findSnippet(snippet)?.recording
  const events = computed(() => (live.value ? now.value : (recording?.events ?? [])))
  const containers = computed(() => replayContainers(events.value))
  return { containers, events, recorded: computed(() => !live.value) }
}
