import { messageOf } from '../errors.ts'
import { marshalJson } from '../go/json-text.ts'
import { pipe } from '../streams.ts'

/** A line of what dockerd streams while it works (`jsonmessage.JSONMessage`). */
export type ProgressLine =
  | { stream: string }
  | {
      status: string
      progressDetail?: { current?: number; total?: number }
      progress?: string
      id?: string
    }
  | { errorDetail: { message: string }; error: string }

/** Tells a client how work goes. */
export type Say = (line: ProgressLine) => void

const encoder = new TextEncoder()

/** A line as it goes over the wire. */
function encodeLine(line: ProgressLine): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${marshalJson(line)}\r\n`)
}

/** Something that is said once. */
export function message(status: string, id?: string): ProgressLine {
  return { status, ...(id ? { id } : {}) }
}

/** Where something is; with bytes where they are counted. */
export function progress(
  status: string,
  id: string,
  { current = 0, total = 0 }: { current?: number; total?: number } = {},
): ProgressLine {
  const bar = progressBar(current, total)
  return {
    status,
    progressDetail: { ...(current > 0 && { current }), ...(total > 0 && { total }) },
    ...(bar && { progress: bar }),
    id,
  }
}

/**
 * A body that tells how work goes, line by line; a failure is its last line.
 * @param work is given a signal that is aborted when the client goes away.
 */
export function told(
  work: (say: Say, signal: AbortSignal) => Promise<void> | void,
): ReadableStream<Uint8Array> {
  const { readable, writer } = pipe()
  const gone = new AbortController()
  writer.closed.catch(() => gone.abort())
  const say: Say = (line) => void writer.write(encodeLine(line)).catch(() => undefined)
  void Promise.resolve()
    .then(() => work(say, gone.signal))
    .catch((error: unknown) => say(failure(messageOf(error))))
    .then(() => writer.close())
    .catch(() => undefined)
  return readable
}

function failure(text: string): ProgressLine {
  return { errorDetail: { message: text }, error: text }
}

const WIDTH = 50

/** `[=====>     ]  1.2MB/5MB`, as wide as for a terminal that nobody knows. */
function progressBar(current: number, total: number): string {
  if (current <= 0 && total <= 0) return ''
  const size = humanSize(current).padStart(8)
  if (total <= 0) return size
  const done = Math.min(WIDTH, Math.trunc(Math.trunc((current / total) * 100) / 2))
  const bar = `[${'='.repeat(done)}>${' '.repeat(WIDTH - done)}] `
  return current > total ? bar + size : `${bar}${size}/${humanSize(total)}`
}

function humanSize(bytes: number): string {
  let size = bytes
  let unit = 0
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${Number(size.toPrecision(4))}${units[unit]}`
}
