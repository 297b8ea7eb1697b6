import { computed, type ComputedRef } from 'vue'
import { pressedTrace } from '../snippet/pressedTrace.ts'
import { useSnippet } from '../useSnippet.ts'
import { replayStart, type Start } from './replay.ts'

/** How a snippet's start went. */
export interface UseStart {
  /** The last one in this tab, its times in milliseconds from the press; undefined before the first press. */
  live: ComputedRef<Start | undefined>
  /** How long the machine itself took to start meanwhile; undefined where it ran already. */
  machineReady: ComputedRef<number | undefined>
  /** The one that was recorded; undefined where there is none. */
  recorded: ComputedRef<Start | undefined>
}

/**
 * Follows the starts of a snippet's container, whichever slide it is run on, from the first call on.
 * Before that the machine is not asked for them. Nothing is started.
 *
 * @param snippet file name in `snippets/`, e.g. `greet.sh`
 */
export function useStart(snippet: string): UseStart {
  const pressed = pressedTrace(snippet)
  const live = computed(() => {
    const now = pressed.value
    if (!now) return undefined
    return replayStart(now.events.map((event) => ({ ...event, time: event.time - now.at })))
  })
  const recorded = computed(() => {
    const trace = useSnippet(snippet).file?.recording?.trace
    return trace && replayStart(trace)
  })
  return { live, machineReady: computed(() => pressed.value?.machineReady), recorded }
}
