import { deferred, type Deferred } from '../../machine/deferred.ts'
import type { OutputStream } from '../stdcopy.ts'
import { LogChunk, type LogEntry } from './log-chunk.ts'
import { concat } from '../../registry/bytes.ts'

export type { LogEntry } from './log-chunk.ts'

/** Bytes of output kept for each container: the oldest lines go first, as with json-file's `max-size`. */
const LIMIT = 10 * 1024 * 1024

/** A line longer than this is kept in pieces; dockerd's copier has the same limit. */
const LONGEST_LINE = 16 * 1024

const NEWLINE = 10

/** A place in a log from which it is read on. What the log forgets before it is read is left out. */
export interface LogCursor {
  /** The next line; undefined where there is none yet. */
  next(): LogEntry | undefined
}

/** A container's log: its output by lines, the newest {@link LIMIT} bytes of it. */
export class ContainerLog {
  readonly #chunks: LogChunk[] = []
  readonly #unfinished = new Map<OutputStream, Uint8Array[]>()
  readonly #now: () => Date
  #size = 0
  #waiting: Deferred<void> | undefined

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
    this.#add({ stream, time: this.#now().getTime(), bytes: concat(held) })
    this.#waiting?.resolve()
    this.#waiting = undefined
  }

  /** Resolves when there is a line more than now. */
  changed(): Promise<void> {
    this.#waiting ??= deferred()
    return this.#waiting.promise
  }

  /** Reads from the oldest line on, or, where `tail` is given, from that many lines before the end on. */
  read(tail = Infinity): LogCursor {
    let at = this.#chunks.length
    let counted = 0
    while (at > 0 && counted < tail) counted += this.#chunks[--at]?.count ?? 0
    const cursor = this.#cursorAt(this.#chunks[at])
    for (let skip = Math.max(0, counted - tail); skip > 0; skip--) cursor.next()
    return cursor
  }

  /** The lines that are kept, oldest first. */
  *entries(): Generator<LogEntry> {
    const cursor = this.read()
    for (let entry = cursor.next(); entry; entry = cursor.next()) yield entry
  }

  #cursorAt(start: LogChunk | undefined): LogCursor {
    // At the end of all there is, a cursor waits in the last chunk for what comes into it.
    let chunk = start ?? this.#chunks.at(-1)
    let offset = 0
    let time = NaN
    const next = (): LogEntry | undefined => {
      if (!chunk || chunk.dropped) {
        chunk = this.#chunks[0]
        offset = 0
        if (!chunk) return undefined
      }
      const found = chunk.read(offset, time)
      if (found) {
        offset = found.end
        time = found.entry.time
        return found.entry
      }
      if (!chunk.next) return undefined
      chunk = chunk.next
      offset = 0
      return next()
    }
    if (!start) while (next());
    return { next }
  }

  #add(entry: LogEntry) {
    let last = this.#chunks.at(-1)
    if (!last?.add(entry)) {
      const chunk = new LogChunk()
      chunk.add(entry)
      if (last) last.next = chunk
      this.#chunks.push(chunk)
      last = chunk
    }
    this.#size += entry.bytes.length
    const [first] = this.#chunks
    if (!first || first === last || this.#size - first.size < LIMIT) return
    this.#chunks.shift()
    this.#size -= first.size
    first.dropped = true
    first.next = undefined
  }
}
