const FIRST_APPLETS = '\0[\0[[\0'

/**
 * Names of the applets in a BusyBox binary: its table of names, which is sorted, begins with `[` and
 * `[[`, and ends with an empty one. The binary is for another processor, so it can't be asked.
 *
 * @throws when the binary has no such table.
 */
export function appletNames(binary: Uint8Array): string[] {
  const bytes = Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength)
  const start = bytes.indexOf(FIRST_APPLETS, 0, 'latin1') + 1
  const end = bytes.indexOf('\0\0', start, 'latin1')
  const names = start > 0 && end > start ? bytes.toString('latin1', start, end).split('\0') : []
  if (!names.includes('sh') || names.some((name) => !/^[a-z0-9_[-]+$/.test(name))) {
    throw new Error('found no table of applets in the BusyBox binary')
  }
  return names
}
