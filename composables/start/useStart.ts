import { computed, effectScope, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { TraceEvent } from '../../docker/host/index.ts'
import { useDocker } from '../useDocker.ts'
import { useSnippet } from '../useSnippet.ts'
import { replayStart, type Start } from './replay.ts'

/** The start that a press of a snippet's Run button led to. */
interface Pressed {
  /** Milliseconds since 1970. */
  at: number
  /** When the machine was there, in milliseconds from the press; undefined where it was there before. */
  machineReady: number | undefined
  events: readonly TraceEvent[]
}

/** How a snippet's start went. */
export interface UseStart {
  /** The last one in this tab, its times in milliseconds from the press; undefined before the first press. */
  live: ComputedRef<Start | undefined>
  /** How long the machine itself took to start meanwhile; undefined where it ran already. */
  machineReady: ComputedRef<number | undefined>
  /** The one that was recorded; undefined where there is none. */
  recorded: ComputedRef<Start | undefined>
}

const followed = new Map<string, ShallowRef<Pressed | undefined>>()

/**
 * Follows the starts of a snippet's container, whichever slide it is run on, from the first call on.
 * Before that the machine is not asked for them. Nothing is started.
 *
 * @param snippet file name in `snippets/`, e.g. `greet.sh`
 */
export function useStart(snippet: string): UseStart {
  const pressed = follow(snippet)
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

function follow(name: string): ShallowRef<Pressed | undefined> {
  const known = followed.get(name)
  if (known) return known
  const pressed = shallowRef<Pressed>()
  followed.set(name, pressed)
  const { docker, machine } = useDocker()
  const { runs } = useSnippet(name)
  docker.onTrace((event) => {
    const now = pressed.value
    if (now && runs.status.value.status === 'running') {
      pressed.value = { ...now, events: [...now.events, event] }
    }
  })
  // It outlives the slide: a run goes on where another slide is looked at meanwhile.
  effectScope(true).run(() => {
    const isRunning = () => runs.status.value.status === 'running'
    watch(
      isRunning,
      (running) => {
        if (running) pressed.value = { at: Date.now(), machineReady: undefined, events: [] }
      },
      { flush: 'sync', immediate: true },
    )
    watch(
      machine,
      ({ state }, before) => {
        const now = pressed.value
        if (state !== 'ready' || before.state === 'ready' || !now || !isRunning()) return
        pressed.value = { ...now, machineReady: Date.now() - now.at }
      },
      { flush: 'sync' },
    )
    watch(
      () => runs.status.value.status,
      (status) => {
        if (status === 'idle') pressed.value = undefined
      },
      { flush: 'sync' },
    )
  })
  return pressed
}
