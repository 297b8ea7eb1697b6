/** Words of a mount's mode, `ro,z,rslave`, by what they decide: there may be one of each kind. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  access: ['rw', 'ro'],
  label: ['Z', 'z'],
  propagation: ['private', 'rprivate', 'slave', 'rslave', 'shared', 'rshared'],
  copy: ['nocopy'],
  consistency: ['consistent', 'cached', 'delegated'],
}

export const PROPAGATIONS: readonly string[] = KINDS['propagation'] ?? []

/** What a mode says of its kind, if it says something. */
export function modeWord(
  mode: string,
  kind: 'access' | 'copy' | 'propagation',
): string | undefined {
  return mode.split(',').find((word) => KINDS[kind]?.includes(word))
}

/** Whether a mode is one that dockerd takes (`linuxValidMountMode`). */
export function isMode(mode: string): boolean {
  if (mode === '') return true
  const words = mode.split(',')
  const kinds = words.map((word) => Object.keys(KINDS).find((kind) => KINDS[kind]?.includes(word)))
  return kinds.every((kind, index) => kind !== undefined && kinds.indexOf(kind) === index)
}

/** Whether what is mounted by this mode can be written. */
export function isWritable(mode: string): boolean {
  return isMode(mode) && !mode.split(',').includes('ro')
}
