import type { Cli } from '../cli.ts'
import { humanSize } from '../format/size.ts'

const WHAT = 'Sending build context to Docker daemon'
/** Bytes and milliseconds that are between two lines on a terminal. */
const EVERY = { bytes: 512 * 1024, milliseconds: 100 }

/**
 * Tells how many bytes have gone through: on a terminal while they go, elsewhere at the end alone.
 * @param print takes the text; nothing more goes through before it has
 */
export function counted(
  { io }: Cli,
  body: ReadableStream<Uint8Array>,
  print: (text: string) => Promise<void>,
): ReadableStream<Uint8Array> {
  let current = 0
  let shown = 0
  let time = -Infinity
  const text = () => `${WHAT} ${humanSize(current, 4).padStart(8)}\r`
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      async transform(chunk, controller) {
        current += chunk.length
        controller.enqueue(chunk)
        if (!io.stdoutIsTty || current - shown <= EVERY.bytes) return
        shown = current
        const now = Date.now()
        if (now - time < EVERY.milliseconds) return
        time = now
        await print(text())
      },
      flush: () => print(`${text()}\r\n`),
    }),
  )
}
