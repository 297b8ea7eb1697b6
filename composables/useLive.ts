import { useNav, useSlideContext } from '@slidev/client'
import { computed, type ComputedRef } from 'vue'

/**
 * Whether a component stands on a slide that people use, where buttons and the machine make sense:
 * not on paper, nor on the small pictures of slides in the overview and in the presenter's view.
 *
 * To be called in `setup`, inside a slide.
 */
export function useLive(): ComputedRef<boolean> {
  const { isPrintMode } = useNav()
  const { $renderContext } = useSlideContext()
  return computed(() => !isPrintMode.value && ['slide', 'presenter'].includes($renderContext.value))
}
