import { MalformedResponse, type ByteReader } from './reader.ts'

/** Parts of a body, one after the other; undefined at its end. */
export type Parts = () => Promise<Uint8Array | undefined>

/** How a body's end is known (RFC 9112, 6.3). */
export function partsOf(headers: Headers, reader: ByteReader): Parts {
  const coding = headers.get('transfer-encoding')?.toLowerCase()
  if (coding !== undefined) {
    return /(^|,)\s*chunked$/.test(coding) ? chunked(reader) : () => reader.some()
  }
  const length = headers.get('content-length')
  if (length === null) return () => reader.some()
  if (!/^\d+$/.test(length)) throw new MalformedResponse(`a length of ${JSON.stringify(length)}`)
  return counted(reader, Number(length))
}

function counted(reader: ByteReader, length: number): Parts {
  let left = length
  return async () => {
    if (left === 0) return undefined
    const part = await reader.some(left)
    if (!part) throw new MalformedResponse('the connection ended in the body')
    left -= part.length
    return part
  }
}

function chunked(reader: ByteReader): Parts {
  let left = 0
  let ended = false
  return async () => {
    if (ended) return undefined
    if (left === 0) {
      left = chunkSize(await reader.line())
      if (left === 0) {
        ended = true
        while ((await reader.line()) !== '');
        return undefined
      }
    }
    const part = await reader.some(left)
    if (!part) throw new MalformedResponse('the connection ended in the body')
    left -= part.length
    if (left === 0 && (await reader.line()) !== '') {
      throw new MalformedResponse('a chunk is longer than it says')
    }
    return part
  }
}

function chunkSize(line: string): number {
  const [size = ''] = line.split(';')
  if (/^[\da-f]{1,8}\s*$/i.test(size)) return Number.parseInt(size, 16)
  throw new MalformedResponse(`a chunk of ${JSON.stringify(size)} bytes`)
}
