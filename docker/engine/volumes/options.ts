import { EngineError, invalid, notImplemented } from '../errors.ts'

/** Options of the `local` driver by name: `type`, `device`, `o`, `size`. */
export type VolumeOptions = Record<string, string>

const VALID = ['type', 'o', 'device', 'size']

/** Which options need which others. */
const NEEDED: Record<string, readonly string[]> = {
  device: ['type'],
  type: ['device'],
  o: ['device', 'type'],
}

/**
 * Refuses options that dockerd's local driver would refuse, and those that this machine cannot honour.
 * @throws EngineError 400 in dockerd's words, 501 for a file system to be mounted.
 */
export function checkOptions(volume: string, options: VolumeOptions) {
  const refuse = (reason: string) => invalid(`create ${volume}: ${reason}`)
  for (const name of Object.keys(options)) {
    if (!VALID.includes(name)) throw refuse(`invalid option: ${JSON.stringify(name)}`)
  }
  for (const [name, needed] of Object.entries(NEEDED)) {
    if (!(name in options)) continue
    const missing = needed.find((other) => !(other in options))
    if (missing !== undefined) throw refuse(`missing required option: ${JSON.stringify(missing)}`)
  }
  const { size, type } = options
  if (size !== undefined) {
    if (!/^\d+(\.\d+)?\s?([kmgtp]i?)?b?$/i.test(size))
      throw new EngineError(500, `create ${volume}: invalid size: '${size}'`)
    // overlayfs on the machine's tmpfs has no project quotas, and neither has dockerd on such a file system.
    if (parseFloat(size) > 0) throw refuse('quota size requested but no quota support')
  }
  if (type !== undefined) {
    throw notImplemented(
      `create ${volume}: volumes with a file system of their own (type=${type}) are not supported by this engine`,
    )
  }
}
