/** Kinds of files in Linux's `st_mode`, and the bits that Go's `os.FileMode` has for them. */
const KINDS: ReadonlyMap<number, number> = new Map([
  [0o010000, 1 << 25], // named pipe
  [0o020000, (1 << 26) | (1 << 21)], // character device
  [0o040000, 1 << 31], // folder
  [0o060000, 1 << 26], // block device
  [0o120000, 1 << 27], // symbolic link
  [0o140000, 1 << 24], // socket
])

const BITS: readonly (readonly [linux: number, go: number])[] = [
  [0o4000, 1 << 23], // set user ID
  [0o2000, 1 << 22], // set group ID
  [0o1000, 1 << 20], // sticky
]

const KIND = 0o170000

/** A file's mode as Go writes it, which is what Docker's API has. */
export function goFileMode(mode: number): number {
  const special = BITS.reduce((sum, [linux, go]) => sum | (mode & linux ? go : 0), 0)
  return ((mode & 0o777) | (KINDS.get(mode & KIND) ?? 0) | special) >>> 0
}

export const isFolder = (mode: number) => (mode & KIND) === 0o040000
export const isLink = (mode: number) => (mode & KIND) === 0o120000
