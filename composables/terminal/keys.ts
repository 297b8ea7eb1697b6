/**
 * What a key on the terminal is for where it is not the program's: a clicker's keys, Escape twice, Tab, copy and paste.
 */
export type Purpose = 'next' | 'previous' | 'leave' | 'complete' | 'copy' | 'paste'

/** The part of a keyboard event that counts. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'timeStamp'
>

/** Milliseconds within which the second Escape has to come: programs want the key, too. */
const TWICE = 600

/** Finds out what keys are for; undefined where a key is the program's. To be asked about every key that goes down. */
export function createKeys(): (press: KeyPress) => Purpose | undefined {
  let escaped = -Infinity
  return ({ key, ctrlKey, shiftKey, altKey, metaKey, timeStamp }) => {
    const isPlain = !ctrlKey && !shiftKey && !altKey && !metaKey
    const before = escaped
    escaped = -Infinity
    if (isPlain && key === 'Escape') {
      if (timeStamp - before < TWICE) return 'leave'
      escaped = timeStamp
      return undefined
    }
    if (isPlain && key === 'PageDown') return 'next'
    if (isPlain && key === 'PageUp') return 'previous'
    if (isPlain && key === 'Tab') return 'complete'
    // Apple's keys need no help: Command+C and Command+V are the browser's own.
    if (ctrlKey && shiftKey && !altKey && !metaKey) {
      if (key.toLowerCase() === 'c') return 'copy'
      if (key.toLowerCase() === 'v') return 'paste'
    }
    return undefined
  }
}
