import { headerBlocks, paddingOf, TAR_END, type TarHeader } from './tar.ts'

/** An entry whose content may come later, piece by piece; the header's size says how much that will be. */
export interface StreamedEntry {
  header: TarHeader
  content?: Uint8Array | (() => Promise<ReadableStream<Uint8Array>>)
}

/** Packs entries while they are read; one that gives more or less than its size fails the stream. */
export function streamTar(entries: Iterable<StreamedEntry>): ReadableStream<Uint8Array> {
  const blocks = packed(entries)
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await blocks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await blocks.return(undefined)
    },
  })
}

async function* packed(entries: Iterable<StreamedEntry>): AsyncGenerator<Uint8Array, undefined> {
  for (const { header, content } of entries) {
    yield* headerBlocks(header, header.size)
    if (content instanceof Uint8Array) yield content
    else if (content) yield* exactly(header, await content())
    const padding = paddingOf(header.size)
    if (padding.length > 0) yield padding
  }
  yield TAR_END
}

async function* exactly(
  { name, size }: TarHeader,
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let length = 0
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      if (length > size) break
      yield value
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
  if (length !== size) throw new Error(`${name} does not have its ${size} bytes`)
}
