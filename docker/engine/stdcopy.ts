/**
 * Docker's multiplexed raw-stream format, in which attach and logs carry two streams in one body: a header of
 * 8 bytes (stream number, three zeros, payload length as big-endian uint32), then the payload.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */

/** Stream numbers of the format; 0 is standard input, which no body carries. */
export const STREAM = { stdout: 1, stderr: 2 } as const

/** Which of a container's two output streams bytes belong to. */
export type OutputStream = keyof typeof STREAM

const HEADER = 8

/** One frame: header and payload. */
export function frame(stream: OutputStream, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER + payload.length)
  bytes[0] = STREAM[stream]
  new DataView(bytes.buffer).setUint32(4, payload.length)
  bytes.set(payload, HEADER)
  return bytes
}

/** Takes a part of one of the streams; what it returns is waited for before more is read. */
export type StreamSink = (stream: OutputStream, bytes: Uint8Array) => void | Promise<void>

/**
 * Reads a multiplexed body to its end and hands out each part as it arrives: a frame that comes in pieces is
 * handed out in pieces.
 * @throws Error if a header names a stream that the format does not know, or the body ends inside a frame.
 */
export async function demultiplex(body: AsyncIterable<Uint8Array>, sink: StreamSink) {
  const header = new Uint8Array(HEADER)
  let headed = 0
  let stream: OutputStream = 'stdout'
  let left = 0
  for await (const chunk of body) {
    let rest = chunk
    while (rest.length > 0) {
      if (left === 0) {
        const part = rest.subarray(0, HEADER - headed)
        header.set(part, headed)
        headed += part.length
        rest = rest.subarray(part.length)
        if (headed < HEADER) continue
        headed = 0
        stream = streamOf(header[0])
        left = new DataView(header.buffer).getUint32(4)
      } else {
        const part = rest.subarray(0, left)
        left -= part.length
        rest = rest.subarray(part.length)
        await sink(stream, part)
      }
    }
  }
  if (headed > 0 || left > 0) throw new Error('unexpected EOF')
}

function streamOf(number: number | undefined): OutputStream {
  if (number === STREAM.stdout) return 'stdout'
  if (number === STREAM.stderr) return 'stderr'
  throw new Error(`Unrecognized input header: ${number}`)
}
