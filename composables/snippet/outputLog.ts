/** A program's output as lines of text, bounded in number and in length. */

import type { OutputStream } from '../../docker/host/door.ts'

/** What wrote a line: one of a program's streams, or the script whose command begins there. */
export type LineSource = OutputStream | 'command'

/** One line of output. */
export interface OutputLine {
  /** Unique in its log, and growing. */
  id: number
  stream: LineSource
  /** Without its line ending and without terminal control sequences. */
  text: string
  /** Whether it goes on with the command of the line before. */
  continued?: true
}

/** What a log holds at one moment. */
export interface OutputView {
  lines: readonly OutputLine[]
  /** How many earlier lines are no longer held. */
  dropped: number
}

/** How many lines a log holds. */
export const MAX_LINES = 2000
/** A line longer than this goes on as a new line, so that a flood without line ends stays bounded too. */
export const MAX_LINE_LENGTH = 4000

const ESC = '\\u001b'
/** Terminal control sequences (ECMA-48: CSI, OSC and two-character escapes) and control characters but tab. */
const CONTROL = new RegExp(
  `${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}\\][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)|${ESC}[@-Z\\\\-_]|[\\0-\\u0008\\u000a-\\u001f\\u007f]`,
  'g',
)

/** Collects output in the order in which it was written. */
export class OutputLog {
  #lines: OutputLine[] = []
  #open: { line: OutputLine; raw: string } | undefined
  #dropped = 0
  #nextId = 0

  /** How many lines were ever begun. */
  get written(): number {
    return this.#nextId
  }

  /** Adds text that was written to a stream; it may end anywhere in a line. */
  write(stream: LineSource, text: string): void {
    if (this.#open && this.#open.line.stream !== stream) this.#open = undefined
    const parts = text.split('\n')
    const last = parts.pop() ?? ''
    for (const part of parts) {
      this.#append(stream, part)
      this.#open = undefined
    }
    if (last !== '') this.#append(stream, last)
  }

  /** A command of the script begins: what is written from here on is its own. */
  command(text: string): void {
    this.#open = undefined
    const first = this.#nextId
    this.write('command', `${text}\n`)
    for (const line of this.#lines) if (line.id > first) line.continued = true
  }

  /** Forgets everything. */
  clear(): void {
    this.#lines = []
    this.#open = undefined
    this.#dropped = 0
  }

  /** The lines as they are now; later writes do not change the answer. */
  view(): OutputView {
    this.#trim()
    return { lines: this.#lines.map((line) => ({ ...line })), dropped: this.#dropped }
  }

  #append(stream: LineSource, text: string): void {
    let rest = text
    do {
      this.#open ??= this.#newLine(stream)
      const space = MAX_LINE_LENGTH - this.#open.raw.length
      this.#open.raw += rest.slice(0, space)
      this.#open.line.text = visible(this.#open.raw)
      rest = rest.slice(space)
      if (rest !== '') this.#open = undefined
    } while (rest !== '')
  }

  #newLine(stream: LineSource): { line: OutputLine; raw: string } {
    const line: OutputLine = { id: this.#nextId++, stream, text: '' }
    this.#lines.push(line)
    // Trimming in bulk keeps a flood from moving the whole list for every line of it.
    if (this.#lines.length >= MAX_LINES * 2) this.#trim()
    return { line, raw: '' }
  }

  #trim(): void {
    const surplus = Math.max(0, this.#lines.length - MAX_LINES)
    this.#lines = this.#lines.slice(surplus)
    this.#dropped += surplus
  }
}

/** What a terminal would leave visible of a line: after a carriage return the line is written anew. */
function visible(raw: string): string {
  const written = raw.replace(/\r+$/, '')
  return written.slice(written.lastIndexOf('\r') + 1).replace(CONTROL, '')
}
