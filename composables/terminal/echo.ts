/** A shell draws what is typed a moment later; so long its line on the screen is not the one that it has. In milliseconds. */
const QUIET = 100
const CONTROL = /\p{Cc}/u

/** Finds out whether a shell has drawn what was typed. */
export interface Echo {
  /** Something was typed. */
  typed(text: string): void
  /** Something was drawn. */
  drawn(): void
  /** Whether a command line, as far as its cursor, is up to date. */
  hasCome(line: string): boolean
}

/** @param now milliseconds, from any beginning */
export function createEcho(now: () => number): Echo {
  let expected = ''
  let last = now()
  return {
    typed(text) {
      last = now()
      // What keys do that are no letters is the shell's to know.
      if (text.startsWith('\u001b')) expected = ''
      else expected = CONTROL.test(text) ? (text.split(CONTROL).at(-1) ?? '') : expected + text
    },
    drawn: () => (last = now()),
    hasCome: (line) => (expected === '' ? now() - last >= QUIET : line.endsWith(expected)),
  }
}
