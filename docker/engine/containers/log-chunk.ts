import { STREAM, type OutputStream } from '../stdcopy.ts'

/** A line that a container wrote, with its line end if it had one. */
export interface LogEntry {
  stream: OutputStream
  /** Milliseconds since 1970. */
  time: number
  bytes: Uint8Array
}

/** The head byte's bit that says that a time follows; below it is the stream's number. */
const TIMED = 4
const TIME_BYTES = 8
const LENGTH_BYTES = 2

/** Bytes of a chunk: enough for the longest line. */
const CAPACITY = 64 * 1024

/**
 * Lines one after the other in one buffer: a container that writes millions of short ones would otherwise fill the
 * memory with objects. A line is a head byte, its time where that is not the previous line's, its length and its bytes.
 */
export class LogChunk {
  readonly #bytes = new Uint8Array(CAPACITY)
  readonly #view = new DataView(this.#bytes.buffer)
  #used = 0
  #time = NaN
  /** How many lines it holds. */
  count = 0
  /** Bytes of the lines themselves. */
  size = 0
  /** The chunk that is written after this one. */
  next: LogChunk | undefined
  /** Whether the log has forgotten it. */
  dropped = false

  /** Adds a line; false where it has no room for it. */
  add({ stream, time, bytes }: LogEntry): boolean {
    const isTimed = time !== this.#time
    const length = 1 + (isTimed ? TIME_BYTES : 0) + LENGTH_BYTES + bytes.length
    if (this.#used + length > CAPACITY) return false
    this.#bytes[this.#used++] = STREAM[stream] | (isTimed ? TIMED : 0)
    if (isTimed) {
      this.#view.setFloat64(this.#used, time)
      this.#used += TIME_BYTES
      this.#time = time
    }
    this.#view.setUint16(this.#used, bytes.length)
    this.#bytes.set(bytes, this.#used + LENGTH_BYTES)
    this.#used += LENGTH_BYTES + bytes.length
    this.count += 1
    this.size += bytes.length
    return true
  }

  /** The line at `offset`, and where the next one begins; undefined where nothing has been written yet. */
  read(offset: number, time: number): { entry: LogEntry; end: number } | undefined {
    if (offset === this.#used) return undefined
    const head = this.#bytes[offset] ?? 0
    const isTimed = (head & TIMED) !== 0
    const at = offset + 1 + (isTimed ? TIME_BYTES : 0)
    const start = at + LENGTH_BYTES
    const end = start + this.#view.getUint16(at)
    const entry: LogEntry = {
      stream: (head & ~TIMED) === STREAM.stderr ? 'stderr' : 'stdout',
      time: isTimed ? this.#view.getFloat64(offset + 1) : time,
      bytes: this.#bytes.subarray(start, end),
    }
    return { entry, end }
  }
}
