import { useNav } from '@slidev/client'
import { shallowRef, type ShallowRef } from 'vue'
import type { ShownEvent } from '../containers/replay.ts'
import { useDocker } from '../useDocker.ts'
import { EXERCISES, KEPT_RUNNING, type Exercise } from './exercises.ts'

/** So many events are remembered: a loop that starts containers without end must not fill the tab. */
const KEPT = 2000

/** What was done of the exercises. */
export interface DoneExercises {
  done: Readonly<ShallowRef<ReadonlySet<Exercise>>>
  /** The one that was done last. */
  latest: Readonly<ShallowRef<Exercise | undefined>>
}

let watched: DoneExercises | undefined

/**
 * Ticks exercises off by what happens in the engine while their slide is shown: what other slides run does not count. Starts
 * nothing.
 *
 * To be called in `setup`, inside a slide.
 *
 * @param slide number of their slide
 */
export function useExercises(slide: number): DoneExercises {
  return (watched ??= watchEngine(slide))
}

function watchEngine(slide: number): DoneExercises {
  const { docker } = useDocker()
  const { currentSlideNo } = useNav()
  const done = shallowRef<ReadonlySet<Exercise>>(new Set())
  const latest = shallowRef<Exercise>()
  let events: readonly ShownEvent[] = []
  let later: ReturnType<typeof setTimeout> | undefined

  const look = () => {
    for (const exercise of EXERCISES) {
      if (done.value.has(exercise) || !exercise.done(events, Date.now())) continue
      done.value = new Set([...done.value, exercise])
      latest.value = exercise
    }
  }
  docker.onEvent((event) => {
    if (currentSlideNo.value !== slide) return
    events = [...events, event].slice(-KEPT)
    look()
    // What has been going on for a while only shows when time has passed.
    clearTimeout(later)
    later = setTimeout(look, KEPT_RUNNING + 100)
  })
  docker.onState(({ state }) => {
    // A new machine knows nothing of the old one's containers.
    if (state === 'off' || state === 'loading') events = []
  })
  return { done, latest }
}
