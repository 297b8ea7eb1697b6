/**
 * Tar archives (https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html): what an entry is, and writing.
 * Own code because libraries for the browser know no device numbers and take PAX records for text.
 */

import { concat } from './bytes.ts'

/** Type flags of the entries that describe a file. */
export const TYPE_FLAG = {
  file: '0',
  link: '1',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
} as const
export type TarType = keyof typeof TYPE_FLAG

/** What an entry says about its file. */
export interface TarHeader {
  name: string
  type: TarType
  /** Bytes of content, which only a `file` has. */
  size: number
  /**
   * Permission bits with setuid, setgid and sticky; 0644, or 0755 for a directory, where not given. Go's archives have
   * the bits of the file's kind there too.
   */
  mode?: number
  uid?: number
  gid?: number
  mtime?: Date
  /** What a `symlink` says, or the entry that a hard `link` names. */
  linkname?: string
  /** Numbers of a device. */
  major?: number
  minor?: number
  /** Extended attributes by their name. */
  xattrs?: ReadonlyMap<string, Uint8Array>
}

/** An entry with its content. */
export interface TarEntry {
  header: TarHeader
  data?: Uint8Array
}

export const BLOCK = 512
/** What ends an archive. */
export const TAR_END = new Uint8Array(2 * BLOCK)
/** Begins the keyword of a PAX record that is an extended attribute. */
export const XATTR = 'SCHILY.xattr.'

/** Bytes of a name, or of a link's target, that a tar header has room for. */
const NAME_BYTES = 100
/** Largest owner that a header's seven octal digits hold. */
export const MAX_ID = 0o7777777

const encoder = new TextEncoder()

/**
 * Packs entries as the machine's agent reads them, and GNU's and BusyBox's `tar` too: a name that does not fit a
 * header is written as GNU tar's `L` and `K` entries; extended attributes are PAX records; owners' names, which mean
 * nothing in another system's `/etc/passwd`, are left out.
 */
export function packForAgent(entries: readonly TarEntry[]): ReadableStream<Uint8Array> {
  const blocks = gathered(packed(entries))
  return new ReadableStream({
    pull(controller) {
      const { done, value } = blocks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}

/** Bytes that go to the machine at a time: as many as one frame of its line has. */
const CHUNK = 64 * 1024

/** Puts small pieces together, since each costs the machine a frame. */
function* gathered(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let parts: Uint8Array[] = []
  let length = 0
  for (const piece of pieces) {
    parts.push(piece)
    length += piece.length
    if (length < CHUNK) continue
    yield concat(parts)
    parts = []
    length = 0
  }
  if (length > 0) yield concat(parts)
}

/** Packs entries into one array. */
export function packTar(entries: readonly TarEntry[]): Uint8Array<ArrayBuffer> {
  return concat([...packed(entries)])
}

function* packed(entries: readonly TarEntry[]): Generator<Uint8Array> {
  for (const { header, data = new Uint8Array() } of entries) {
    yield* headerBlocks(header, data.length)
    yield* content(data)
  }
  yield TAR_END
}

/** What stands before an entry's content. @param size bytes of content */
export function* headerBlocks(header: TarHeader, size: number): Generator<Uint8Array> {
  const { type } = header
  const name = encoder.encode(type === 'directory' ? `${header.name}/` : header.name)
  const link = encoder.encode(header.linkname ?? '')
  const records = [...(header.xattrs ?? [])].map(([key, value]) => record(XATTR + key, value))
  if (records.length > 0) yield* extension('x', 'PaxHeaders.0/x', concat(records))
  if (link.length > NAME_BYTES) yield* extension('K', '././@LongLink', terminated(link))
  if (name.length > NAME_BYTES) yield* extension('L', '././@LongLink', terminated(name))
  yield headerBlock(TYPE_FLAG[type], name, link, header, size)
}

function* extension(flag: string, name: string, data: Uint8Array): Generator<Uint8Array> {
  yield headerBlock(flag, encoder.encode(name), new Uint8Array(), {}, data.length)
  yield* content(data)
}

function* content(data: Uint8Array): Generator<Uint8Array> {
  if (data.length === 0) return
  yield data
  yield paddingOf(data.length)
}

/** What fills up the last block of content. */
export function paddingOf(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK)
}

/** `<length> <keyword>=<value>\n`, where the length counts itself. */
function record(keyword: string, value: Uint8Array): Uint8Array {
  const key = encoder.encode(` ${keyword}=`)
  const rest = key.length + value.length + 1
  let length = rest + 1
  while (String(length).length + rest !== length) length = String(length).length + rest
  return concat([encoder.encode(String(length)), key, value, encoder.encode('\n')])
}

function headerBlock(
  flag: string,
  name: Uint8Array,
  link: Uint8Array,
  header: Partial<TarHeader>,
  size: number,
): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const text = (offset: number, value: string) => block.set(encoder.encode(value), offset)
  const octal = (offset: number, width: number, value: number) =>
    text(offset, `${value.toString(8).padStart(width - 1, '0')}\0`)
  const { type, mode = type === 'directory' ? 0o755 : 0o644 } = header
  block.set(name.subarray(0, NAME_BYTES), 0)
  octal(100, 8, mode & 0o177777)
  octal(108, 8, header.uid ?? 0)
  octal(116, 8, header.gid ?? 0)
  octal(124, 12, size)
  octal(136, 12, Math.max(0, Math.floor((header.mtime?.getTime() ?? 0) / 1000)))
  text(148, '        ')
  text(156, flag)
  block.set(link.subarray(0, NAME_BYTES), 157)
  text(257, 'ustar\u000000')
  octal(329, 8, header.major ?? 0)
  octal(337, 8, header.minor ?? 0)
  const sum = block.reduce((total, byte) => total + byte, 0)
  text(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  return block
}

function terminated(text: Uint8Array): Uint8Array {
  return concat([text, new Uint8Array(1)])
}
