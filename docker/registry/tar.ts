import { createTarPacker, type ParsedTarEntryWithData, type TarHeader } from 'modern-tar'

/** Bytes of a name, or of a link's target, that a tar header has room for. */
const NAME_BYTES = 100

const encoder = new TextEncoder()

/**
 * Packs entries as the machine's agent reads them, and BusyBox's `tar` too: neither knows PAX records, so a name
 * that does not fit a header is written as GNU tar's `L` and `K` entries; and owners' names, which mean nothing in
 * another system's `/etc/passwd`, are left out.
 */
export function packForAgent(
  entries: readonly ParsedTarEntryWithData[],
): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker()
  const add = async (header: TarHeader, data: Uint8Array | undefined) => {
    const writer = controller.add(header).getWriter()
    if (data && data.length > 0) await writer.write(data)
    await writer.close()
  }
  const addAll = async () => {
    for (const { header, data } of entries) {
      const name = header.type === 'directory' ? `${header.name}/` : header.name
      const { linkname } = header
      for (const [type, text] of [
        ['gnu-long-link-name', linkname ?? ''],
        ['gnu-long-name', name],
      ] as const) {
        const bytes = encoder.encode(`${text}\0`)
        if (bytes.length - 1 > NAME_BYTES) {
          await add({ name: '././@LongLink', type, size: bytes.length, mtime: new Date(0) }, bytes)
        }
      }
      await add(
        {
          name: fit(name),
          type: header.type ?? 'file',
          size: data?.length ?? 0,
          mode: header.mode ?? 0o644,
          uid: header.uid ?? 0,
          gid: header.gid ?? 0,
          mtime: new Date(Math.max(0, header.mtime?.getTime() ?? 0)),
          ...(linkname && { linkname: fit(linkname) }),
        },
        data,
      )
    }
    controller.finalize()
  }
  // The reader of the stream is the one to be told; a failure has no other place to go.
  addAll().catch((error: unknown) => controller.error(error))
  return readable
}

/** As much of the text as a header takes, which keeps modern-tar from adding a PAX record. */
function fit(text: string): string {
  if (encoder.encode(text).length <= NAME_BYTES) return text
  return Array.from(text)
    .slice(0, NAME_BYTES / 4)
    .join('')
}
