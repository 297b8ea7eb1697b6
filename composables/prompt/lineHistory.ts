/** So many lines are remembered. */
const KEPT = 200

/** Lines that were entered, to be brought back as on a terminal. */
export class LineHistory {
  #lines: string[] = []
  /** Which line is shown; the length of the list where it is the one that is being typed. */
  #at = 0
  #draft = ''

  /** A line was entered. One that is the same as the line before is remembered once. */
  add(line: string): void {
    if (this.#lines.at(-1) !== line) this.#lines = [...this.#lines, line].slice(-KEPT)
    this.#at = this.#lines.length
    this.#draft = ''
  }

  /** The line before the one that is shown; at the oldest, that one. */
  older(shown: string): string {
    if (this.#at === this.#lines.length) this.#draft = shown
    this.#at = Math.max(0, this.#at - 1)
    return this.#lines[this.#at] ?? shown
  }

  /** The line after the one that is shown; after the newest, what was being typed. */
  newer(shown: string): string {
    if (this.#at >= this.#lines.length) return shown
    this.#at += 1
    return this.#lines[this.#at] ?? this.#draft
  }
}
