import { effectScope, shallowRef, watch, type ShallowRef } from 'vue'
import type { TraceEvent } from '../../docker/host/index.ts'
import { useDocker } from '../useDocker.ts'
import { useSnippet } from '../useSnippet.ts'

/** What the engine told of since a snippet's Run button was pressed. */
export interface Pressed {
  /** Milliseconds since 1970. */
  at: number
  /** When the machine was there, in milliseconds from the press; undefined where it was there before. */
  machineReady: number | undefined
  /** Oldest first. */
  events: readonly TraceEvent[]
}

const followed = new Map<string, ShallowRef<Pressed | undefined>>()

/**
 * Follows the runs of a snippet, whichever slide it is run on, from the first call on; of these the last one.
 * Before that the machine is not asked for a trace. Undefined before the first press, and after a reset. Nothing is
 * started.
 *
 * @param name file name in `snippets/`, e.g. `greet.sh`
 */
export function pressedTrace(name: string): Readonly<ShallowRef<Pressed | undefined>> {
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
