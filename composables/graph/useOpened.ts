import { onUnmounted, ref, watch, type Ref } from 'vue'
import { pressed } from '../pressed.ts'

/** What somebody has opened in a figure. */
export interface Opened<T> {
  /** Undefined while nothing is. */
  opened: Readonly<Ref<T | undefined>>
  /** Opens what a press asks for; a second press on the same closes it. */
  toggle(what: T, event: MouseEvent): void
  close(event: MouseEvent): void
}

/**
 * Lets one part of a figure be opened at a time. Escape closes it, and so does the next step.
 *
 * To be called in `setup`.
 *
 * @param step the figure's step
 */
export function useOpened<T extends string | number>(step: Readonly<Ref<unknown>>): Opened<T> {
  const opened: Ref<T | undefined> = ref()
  watch(step, () => (opened.value = undefined))

  /** A press leaves the focus on no button, so that Escape is heard by the window. */
  function onKeydown(event: KeyboardEvent) {
    if (event.key === 'Escape') opened.value = undefined
  }
  watch(opened, (now, before) => {
    if (now !== undefined && before === undefined) window.addEventListener('keydown', onKeydown)
    if (now === undefined) window.removeEventListener('keydown', onKeydown)
  })
  onUnmounted(() => window.removeEventListener('keydown', onKeydown))

  return {
    opened,
    toggle: (what, event) =>
      pressed(event, () => (opened.value = opened.value === what ? undefined : what)),
    close: (event) => pressed(event, () => (opened.value = undefined)),
  }
}
