/**
 * Does what a press on a button asks for, and gives the keyboard back to the slides: Slidev's keys
 * are dead while a button has the focus. People who press it by keyboard keep it.
 */
export function pressed(event: MouseEvent, action: () => void): void {
  const byPointer = event.detail > 0
  if (byPointer && event.currentTarget instanceof HTMLElement) event.currentTarget.blur()
  action()
}
