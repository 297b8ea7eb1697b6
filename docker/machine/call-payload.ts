/** What a call begins with; `agent/client.c` writes it. */
export interface CallOpening {
  argv: string[]
  env: Record<string, string>
  cwd: string
  terminals: { stdin: boolean; stdout: boolean; stderr: boolean }
  size: { rows: number; cols: number }
}

/** Reads the payload of a frame that opens a call. @throws RangeError where it is cut off */
export function readOpening(payload: Uint8Array): CallOpening {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  const decoder = new TextDecoder()
  let at = 0
  const u32 = () => {
    at += 4
    return view.getUint32(at - 4, true)
  }
  const text = () => {
    const length = u32()
    if (at + length >= payload.length) throw new RangeError('a text goes beyond its frame')
    at += length + 1
    return decoder.decode(payload.subarray(at - length - 1, at - 1))
  }
  const list = () => Array.from({ length: u32() }, text)
  const bits = u32()
  const size = { rows: u32(), cols: u32() }
  const argv = list()
  const env = Object.fromEntries(
    list().map((entry): [string, string] => {
      const equals = entry.indexOf('=')
      return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)]
    }),
  )
  const terminals = { stdin: !!(bits & 1), stdout: !!(bits & 2), stderr: !!(bits & 4) }
  return { argv, env, cwd: text(), terminals, size }
}
