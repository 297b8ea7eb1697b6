import { useSlideContext } from '@slidev/client'
import type { ClicksInfo } from '@slidev/types'
import { computed, onMounted, onUnmounted, shallowRef, useId, type ComputedRef } from 'vue'

/** Where a component is in its own steps. */
export interface Steps<Name extends string> {
  /** The step that is shown now. */
  step: ComputedRef<Name>
  /** Its position, from 0. */
  index: ComputedRef<number>
  /** Whether this is the step that is shown now. */
  is(name: Name): boolean
  /** Whether this step is shown now or has been. */
  reached(name: Name): boolean
}

/**
 * Gives a component named steps instead of click numbers. The first step needs no click, each
 * further one takes a click of the slide. Where Slidev jumps past the end, as its PDF export does,
 * the last step is shown.
 *
 * To be called in `setup`, inside a slide.
 *
 * @param names the steps in order
 * @param options.at the click that leads to the second step, as in Slidev's `v-click="…"`: `'+1'` (the
 *   default) counts from what comes before the component on the slide, a number counts from the slide's start
 */
export function useSteps<const Names extends readonly [string, ...string[]]>(
  names: Names,
  options: { at?: string | number } = {},
): Steps<Names[number]> {
  const { $clicksContext } = useSlideContext()
  const id = useId()
  const last = names.length - 1
  const clicks = shallowRef<ClicksInfo | null>(null)

  // Not earlier: a slide that is being unmounted elsewhere, as on the way to the presenter's page,
  // clears the registrations that the slide shares with it.
  onMounted(() => {
    if (last === 0) return
    clicks.value = $clicksContext.calculateSince(options.at ?? '+1', last)
    $clicksContext.register(id, clicks.value)
  })
  onUnmounted(() => $clicksContext.unregister(id))

  const index = computed(() => {
    if (!clicks.value) return 0
    return Math.min(last, Math.max(0, clicks.value.currentOffset.value + 1))
  })
  const step = computed<Names[number]>(() => names[index.value] ?? names[0])

  return {
    step,
    index,
    is: (name) => step.value === name,
    reached: (name) => names.indexOf(name) <= index.value,
  }
}
