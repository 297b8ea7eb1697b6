import type { Socket } from 'node:net'

/**
 * What comes in on a socket whose protocol is a plain stream of bytes. It ends where the other side half-closes, is
 * read no faster than it is taken, and giving it up leaves the socket open for what goes out.
 * @param head bytes that were read along with the head of the message
 * @param closes whether giving it up closes the socket instead
 */
export function socketInput(
  socket: Socket,
  head: Uint8Array,
  closes = false,
): ReadableStream<Uint8Array> {
  let stopped = false
  const stop = () => {
    stopped = true
    socket.removeAllListeners('data')
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (head.length > 0) controller.enqueue(new Uint8Array(head))
      socket.pause()
      socket.on('data', (chunk: Uint8Array) => {
        controller.enqueue(new Uint8Array(chunk))
        if ((controller.desiredSize ?? 0) <= 0) socket.pause()
      })
      socket.once('end', () => {
        if (!stopped) controller.close()
        stop()
      })
      socket.once('close', () => {
        if (!stopped) controller.error(new Error('the connection was lost'))
        stop()
      })
    },
    pull() {
      socket.resume()
    },
    cancel() {
      stop()
      if (closes) socket.destroy()
      // What still comes is thrown away: only then is the other side's end noticed.
      socket.resume()
    },
  })
}

/** Where bytes can be written that may have to wait: a socket, or an HTTP message. */
interface Sink {
  write(chunk: Uint8Array): boolean
  once(event: 'drain' | 'close', listener: () => void): unknown
  off(event: 'drain' | 'close', listener: () => void): unknown
  readonly destroyed: boolean
}

/**
 * Writes a stream to a sink as it comes and no faster than the sink takes it. When the sink is closed from the other
 * side, the stream is cancelled.
 */
export async function copyTo(sink: Sink, source: ReadableStream<Uint8Array>): Promise<void> {
  const reader = source.getReader()
  const giveUp = () => void reader.cancel().catch(() => undefined)
  sink.once('close', giveUp)
  if (sink.destroyed) giveUp()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || sink.destroyed) return
      if (!sink.write(value)) await drained(sink)
    }
  } finally {
    sink.off('close', giveUp)
  }
}

function drained(sink: Sink): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      sink.off('drain', done)
      sink.off('close', done)
      resolve()
    }
    sink.once('drain', done)
    sink.once('close', done)
    if (sink.destroyed) done()
  })
}
