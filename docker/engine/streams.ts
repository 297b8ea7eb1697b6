/** Reads a stream to its end as UTF-8 text. */
export async function readText(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
  }
}

/**
 * A body that is written to while it is being read. A write waits until it is read, which is how a slow reader
 * holds the writer back, and rejects when the reader has gone.
 */
export function pipe(): {
  readable: ReadableStream<Uint8Array>
  writer: WritableStreamDefaultWriter<Uint8Array>
} {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  writer.closed.catch(() => undefined)
  return { readable, writer }
}

const encoder = new TextEncoder()

/** A value as one line of JSON, the way dockerd streams them. */
export function jsonLine(value: unknown): Uint8Array {
  return encoder.encode(`${JSON.stringify(value)}\n`)
}
