import { frame } from '../stdcopy.ts'
import type { Container } from './container.ts'
import type { LogEntry } from './log.ts'
import { concat } from '../../registry/bytes.ts'

/** Which lines of a log are wanted, and how. */
export interface LogOptions {
  stdout: boolean
  stderr: boolean
  /** Whether what the container writes from now on follows. */
  follow: boolean
  /** Whether each line begins with its time. */
  timestamps: boolean
  /** Whether each line begins with what the log driver was told to add, which is nothing here, and a space. */
  details: boolean
  /** Nanoseconds since 1970, both ends included; undefined where there is no such end. */
  since: bigint | undefined
  until: bigint | undefined
  /** Lines from the end; all where undefined. */
  tail: number | undefined
}

/** Bytes that are sent together at most, but for a line that is longer. */
const BATCH = 64 * 1024

const encoder = new TextEncoder()

/**
 * A container's log as `GET /containers/…/logs` has it: with stream headers unless it has a terminal. It is read
 * from the log as fast as the client takes it, so that a slow one costs no memory.
 */
export function logStream(container: Container, options: LogOptions): ReadableStream<Uint8Array> {
  const { log, config } = container
  const cursor = log.read(options.tail)
  let following = options.follow && container.running
  let isOver = false
  let wake: (() => void) | undefined
  const unfollow = () => {
    following = false
    wake?.()
  }
  void container.exit.promise.then(unfollow)

  const nextBatch = (): Uint8Array[] => {
    const parts: Uint8Array[] = []
    for (let size = 0; size < BATCH && !isOver;) {
      const entry = cursor.next()
      if (!entry) break
      const time = BigInt(Math.trunc(entry.time)) * 1_000_000n
      if (options.since !== undefined && time < options.since) continue
      if (options.until !== undefined && time > options.until) isOver = true
      else if (options[entry.stream]) {
        const line = decorated(entry, options)
        parts.push(config.tty ? line : frame(entry.stream, line))
        size += line.length
      }
    }
    return parts
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          // Asked first: a line that comes before the container ends is looked for once more.
          const isLast = !following
          const parts = nextBatch()
          if (parts.length > 0) {
            controller.enqueue(concat(parts))
            return
          }
          if (isOver || isLast) {
            controller.close()
            return
          }
          await new Promise<void>((resolve) => {
            wake = resolve
            void log.changed().then(resolve)
          })
        }
      },
      cancel: unfollow,
    },
    { highWaterMark: 0 },
  )
}

function decorated({ time, bytes }: LogEntry, { timestamps, details }: LogOptions): Uint8Array {
  if (!timestamps && !details) return bytes
  const stamp = timestamps ? `${new Date(time).toISOString().replace('Z', '000000Z')} ` : ''
  return concat([encoder.encode(details ? `${stamp} ` : stamp), bytes])
}
