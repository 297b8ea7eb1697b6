import { Decompress } from 'fzstd'
import { concat } from './bytes.ts'
import { InvalidLayer } from './errors.ts'

/** Bytes that a layer may have when it is decompressed: more than the machine has memory for. */
export const MAX_LAYER = 2 ** 30

type Compression = 'none' | 'gzip' | 'zstd' | 'bzip2' | 'xz'

const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
]

/** What the first bytes say; what none of them says is not compressed. */
export function compressionOf(bytes: Uint8Array): Compression {
  const found = MAGIC.find(([, magic]) => magic.every((byte, at) => bytes[at] === byte))
  return found?.[0] ?? 'none'
}

/**
 * Undoes the compression that the first bytes name, gzip's or zstd's.
 * @throws {InvalidLayer} where it is damaged, of another kind, or gives more than `limit` bytes.
 */
export async function decompress(
  bytes: Uint8Array<ArrayBuffer>,
  limit = MAX_LAYER,
): Promise<Uint8Array<ArrayBuffer>> {
  const compression = compressionOf(bytes)
  if (compression === 'none') return bytes
  if (compression === 'gzip') return collect(gunzip(bytes), limit)
  if (compression === 'zstd') return collect(unzstd(bytes), limit)
  throw new InvalidLayer(`${compression} compression is not taken`)
}

/** Compresses as `gzip` does. */
export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Blob> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Response(stream).blob()
}

async function* gunzip(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } catch (cause) {
    throw new InvalidLayer('its gzip compression is damaged', { cause })
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

/** Bytes handed to the decoder at a time, so that a small archive that becomes a big one is noticed. */
const PART = 64 * 1024

function* unzstd(bytes: Uint8Array): Generator<Uint8Array> {
  let chunks: Uint8Array[] = []
  const decoder = new Decompress((chunk) => chunks.push(chunk))
  for (let at = 0; at < bytes.length; at += PART) {
    try {
      decoder.push(bytes.subarray(at, at + PART), at + PART >= bytes.length)
    } catch (cause) {
      throw new InvalidLayer('its zstd compression is damaged', { cause })
    }
    yield* chunks
    chunks = []
  }
}

async function collect(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    length += chunk.length
    if (length > limit) throw new InvalidLayer(`it has more than ${limit} bytes`)
    chunks.push(chunk)
  }
  return concat(chunks)
}
