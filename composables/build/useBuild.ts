import { computed, type ComputedRef } from 'vue'
import { pressedTrace } from '../snippet/pressedTrace.ts'
import { useSnippet } from '../useSnippet.ts'
import { replayBuild, type Build } from './replay.ts'

/** How a snippet's build went. */
export interface UseBuild {
  /** The last one in this tab; undefined before the first press, and until a build has begun. */
  live: ComputedRef<Build | undefined>
  /** The one that was recorded; undefined where there is none. */
  recorded: ComputedRef<Build | undefined>
}

/**
 * Follows the builds of a snippet, whichever slide it is run on, from the first call on. Nothing is started.
 *
 * @param snippet file name in `snippets/`, e.g. `build.sh`
 */
export function useBuild(snippet: string): UseBuild {
  const pressed = pressedTrace(snippet)
  const live = computed(() => replayBuild(pressed.value?.events ?? []))
  const recorded = computed(() => replayBuild(useSnippet(snippet).file?.recording?.trace ?? []))
  return { live, recorded }
}
