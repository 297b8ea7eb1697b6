import type { OutputLine, OutputView } from '../snippet/outputLog.ts'

/** So many lines stay readable above the prompt. */
const KEPT = 1000

/** What stands above a prompt: each command with what it printed. */
export class Transcript {
  #past: OutputLine[] = []
  #current: OutputView = { lines: [], dropped: 0 }
  #skipped = -1
  #dropped = 0
  #nextId = 0

  /** A command was entered; what is shown from here on is its output. */
  begin(command: string): void {
    this.#past = this.#lines()
    this.#past.push({ id: this.#nextId++, stream: 'command', text: command })
    this.#current = { lines: [], dropped: 0 }
    this.#skipped = -1
    const surplus = Math.max(0, this.#past.length - KEPT)
    this.#past = this.#past.slice(surplus)
    this.#dropped += surplus
  }

  /** What the command has printed so far. */
  show(output: OutputView): void {
    this.#current = output
  }

  /** Empties the screen; a command that is running goes on below. */
  clear(): void {
    this.#skipped = this.#current.lines.at(-1)?.id ?? this.#skipped
    this.#past = []
    this.#dropped = 0
  }

  /** Everything, as it is now. */
  view(): OutputView {
    return { lines: this.#lines(), dropped: this.#dropped + this.#current.dropped }
  }

  #lines(): OutputLine[] {
    const fresh = this.#current.lines.filter(({ id }) => id > this.#skipped)
    const first = (this.#past.at(-1)?.id ?? -1) + 1
    const lines = [...this.#past, ...fresh.map((line, i) => ({ ...line, id: first + i }))]
    this.#nextId = first + fresh.length
    return lines
  }
}
