import { BLOCK, TYPE_FLAG, XATTR, type TarEntry, type TarHeader, type TarType } from './tar.ts'

/** The bytes are no tar archive; the message begins with Go's words and says where. */
export class InvalidTar extends Error {
  override readonly name = 'InvalidTar'
}

/** Records of a PAX header, by keyword. */
type Records = Map<string, Uint8Array>

const TYPES: ReadonlyMap<string, TarType> = new Map(
  (
    ['file', 'link', 'symlink', 'character-device', 'block-device', 'directory', 'fifo'] as const
  ).map((type) => [TYPE_FLAG[type], type]),
)
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** An entry as it was read. */
export interface ReadEntry extends TarEntry {
  data: Uint8Array<ArrayBuffer>
  /** The mode's field, with the bits of the file's kind that some writers put there. */
  mode: number
}

/**
 * Reads a tar archive in the formats that Go's reader takes (V7, ustar, GNU and PAX; no sparse files). Contents are
 * views into `bytes`. The archive may end without its two blocks of zeros, as Go allows too.
 * @throws {InvalidTar} which names the offset, and the entry before it.
 */
export function* readTar(bytes: Uint8Array<ArrayBuffer>): Generator<ReadEntry> {
  const global: Records = new Map()
  let pax: Records = new Map()
  let longName: string | undefined
  let longLink: string | undefined
  let last = ''
  let offset = 0

  const fail = (words: string) => {
    const where = last === '' ? '' : `, behind ${JSON.stringify(last)}`
    return new InvalidTar(`${words} (at byte ${offset}${where})`)
  }
  const text = (raw: Uint8Array) => {
    try {
      return decoder.decode(raw)
    } catch {
      throw fail('archive/tar: a name is not UTF-8')
    }
  }

  while (offset < bytes.length) {
    if (bytes.length - offset < BLOCK) throw fail('unexpected EOF')
    const block = bytes.subarray(offset, offset + BLOCK)
    if (isZero(block)) {
      const next = bytes.subarray(offset + BLOCK, offset + 2 * BLOCK)
      if (next.length === BLOCK && !isZero(next)) throw fail('archive/tar: invalid tar header')
      return
    }
    const records: Records = new Map([...global, ...pax])
    const fields = parseHeader(block)
    if (!fields) throw fail('archive/tar: invalid tar header')
    const flag = fields.flag
    const isExtension = ['x', 'g', 'L', 'K'].includes(flag)
    const size = isExtension ? fields.size : (number(records, 'size') ?? fields.size)
    if (!Number.isSafeInteger(size) || size < 0) throw fail('archive/tar: invalid tar header')
    const hasContent = isExtension || flag === '0' || !TYPES.has(flag)
    const start = offset + BLOCK
    const end = start + (hasContent ? size : 0)
    if (end > bytes.length) throw fail('unexpected EOF')
    const data = bytes.subarray(start, end)

    if (flag === 'x' || flag === 'g') {
      const read = parseRecords(data)
      if (!read) throw fail('archive/tar: invalid tar header')
      if (flag === 'x') pax = read
      else for (const [key, value] of read) global.set(key, value)
    } else if (flag === 'L' || flag === 'K') {
      const value = text(untilZero(data))
      if (flag === 'L') longName = value
      else longLink = value
    } else {
      const type = TYPES.get(flag)
      if (flag === 'S' || [...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) {
        throw fail('archive/tar: sparse files are not taken')
      }
      const path = records.get('path')
      const linkpath = records.get('linkpath')
      const name = path ? text(path) : (longName ?? text(fields.name))
      // What has another flag (a volume's label, a vendor's own) describes no file.
      if (type) {
        const isFolder = type === 'file' && name.endsWith('/')
        const header: TarHeader = {
          name,
          type: isFolder ? 'directory' : type,
          size: data.length,
          mode: fields.mode & 0o7777,
          uid: number(records, 'uid') ?? fields.uid,
          gid: number(records, 'gid') ?? fields.gid,
          mtime: new Date((number(records, 'mtime') ?? fields.mtime) * 1000),
          linkname: linkpath ? text(linkpath) : (longLink ?? text(fields.link)),
          major: fields.major,
          minor: fields.minor,
          xattrs: xattrsOf(records),
        }
        const { uid, gid, mtime } = header
        if ([uid, gid, mtime?.getTime()].some(Number.isNaN)) {
          throw fail('archive/tar: invalid tar header')
        }
        yield { header, data, mode: fields.mode }
      }
      last = name
      pax = new Map()
      longName = longLink = undefined
    }
    offset = start + Math.ceil((end - start) / BLOCK) * BLOCK
  }
}

/** The fields of a header; undefined where its checksum or a number is wrong. */
function parseHeader(block: Uint8Array) {
  const latin = (from: number, length: number) =>
    String.fromCharCode(...untilZero(block.subarray(from, from + length)))
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  const numeric = (from: number, length: number) => parseNumber(block.subarray(from, from + length))
  if (numeric(148, 8) !== sum) return undefined
  const magic = latin(257, 5)
  const isUstar = magic === 'ustar' && block[262] === 0
  const prefix = isUstar ? untilZero(block.subarray(345, 500)) : new Uint8Array()
  const short = untilZero(block.subarray(0, 100))
  const fields = {
    name: prefix.length > 0 ? Uint8Array.of(...prefix, 0x2f, ...short) : short,
    link: untilZero(block.subarray(157, 257)),
    flag: block[156] === 0 || block[156] === 0x37 ? '0' : String.fromCharCode(block[156] ?? 0),
    mode: numeric(100, 8),
    uid: numeric(108, 8),
    gid: numeric(116, 8),
    size: numeric(124, 12),
    mtime: numeric(136, 12),
    major: magic === 'ustar' ? numeric(329, 8) : 0,
    minor: magic === 'ustar' ? numeric(337, 8) : 0,
  }
  const { mode, uid, gid, size, mtime, major, minor } = fields
  return [mode, uid, gid, size, mtime, major, minor].some(Number.isNaN) ? undefined : fields
}

/** Octal text, or GNU's binary form; NaN where it is neither. */
function parseNumber(field: Uint8Array): number {
  const first = field[0] ?? 0
  if (first & 0x80) {
    const isNegative = (first & 0x40) !== 0
    let value = isNegative ? first - 0x100 : first & 0x3f
    for (const byte of field.subarray(1)) value = value * 256 + byte
    return value
  }
  const digits = String.fromCharCode(...field).replace(/^[ \0]+|[ \0]+$/g, '')
  if (digits === '') return 0
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN
}

/** Undefined where the records are malformed. */
function parseRecords(data: Uint8Array): Records | undefined {
  const records: Records = new Map()
  let at = 0
  while (at < data.length) {
    const space = data.indexOf(0x20, at)
    const digits =
      space < 0 ? '' : String.fromCharCode(...data.subarray(at, Math.min(space, at + 12)))
    const length = /^\d{1,11}$/.test(digits) ? Number(digits) : 0
    const end = at + length
    const equals = data.indexOf(0x3d, space)
    if (length < 5 || end > data.length || data[end - 1] !== 0x0a) return undefined
    if (equals <= space + 1 || equals >= end) return undefined
    const keyword = new TextDecoder().decode(data.subarray(space + 1, equals))
    records.set(keyword, data.subarray(equals + 1, end - 1))
    at = end
  }
  return records
}

function number(records: Records, keyword: string): number | undefined {
  const value = records.get(keyword)
  if (!value || value.length === 0) return undefined
  return Number(new TextDecoder().decode(value))
}

function xattrsOf(records: Records): ReadonlyMap<string, Uint8Array> {
  return new Map(
    [...records]
      .filter(([keyword]) => keyword.startsWith(XATTR))
      .map(([keyword, value]) => [keyword.slice(XATTR.length), value]),
  )
}

function untilZero(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

function isZero(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0)
}
