import type { OutputStream } from '../stdcopy.ts'

/** A line that a container wrote, with its line end if it had one. */
export interface LogEntry {
  stream: OutputStream
  time: Date
  bytes: Uint8Array
}

/** Bytes of output kept for each container: the oldest lines go first, as with json-file's `max-size`. */
const LIMIT = 1024 * 1024

/** A line longer than this is kept in pieces; dockerd's copier has the same limit. */
const LONGEST_LINE = 16 * 1024

const NEWLINE = 10

/** A container's log: its output by lines, the newest {@link LIMIT} bytes of it. */
export class ContainerLog {
  readonly #entries: LogEntry[] = []
  readonly #unfinished = new Map<OutputStream, Uint8Array[]>()
  readonly #listeners = new Set<(entry: LogEntry) => void>()
  readonly #now: () => Date
  #size = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  /** Takes output as it arrives, in pieces of any size. */
  write(stream: OutputStream, bytes: Uint8Array) {
    let rest = bytes
    while (rest.length > 0) {
      const held = this.#unfinished.get(stream) ?? []
      const room = LONGEST_LINE - held.reduce((sum, { length }) => sum + length, 0)
      const newline = rest.indexOf(NEWLINE)
      const end = newline < 0 || newline >= room ? Math.min(rest.length, room) : newline + 1
      held.push(rest.subarray(0, end))
      this.#unfinished.set(stream, held)
      if (end === room || newline === end - 1) this.flush(stream)
      rest = rest.subarray(end)
    }
  }

  /** Keeps what a stream wrote after its last line end, because it has ended. */
  flush(stream: OutputStream) {
    const held = this.#unfinished.get(stream)
    if (!held) return
    this.#unfinished.delete(stream)
    const bytes = concat(held)
    const entry = { stream, time: this.#now(), bytes }
    this.#entries.push(entry)
    this.#size += bytes.length
    while (this.#size > LIMIT) this.#size -= this.#entries.shift()?.bytes.length ?? this.#size
    for (const listener of this.#listeners) listener(entry)
  }

  /** The lines that are kept, oldest first. */
  entries(): readonly LogEntry[] {
    return this.#entries
  }

  /** Calls `listener` for every line from now on. Returns the way to stop. */
  listen(listener: (entry: LogEntry) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}
