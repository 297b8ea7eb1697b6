import { cleanPath } from '../../engine/go/path.ts'

/** A device of the host and where the container has it, as the API has it. */
export interface DeviceMapping {
  PathOnHost: string
  PathInContainer: string
  CgroupPermissions: string
}

/** Reads a value of `--device`: `/dev/a`, `/dev/a:/dev/b`, `/dev/a:/dev/b:rw`. @throws Error in the words of Docker's client */
export function parseDevice(text: string): DeviceMapping {
  const parts = splitDevice(text)
  const [source = '', second = '', third] = parts
  const secondIsMode = isMode(second)
  return {
    PathOnHost: source,
    PathInContainer: secondIsMode || second === '' ? source : second,
    CgroupPermissions: secondIsMode ? second : (third ?? 'rwm'),
  }
}

/** Checks a device's parts and makes the container's path shortest. */
function splitDevice(text: string): string[] {
  const parts = text.split(':')
  const [source = '', second = '', mode = ''] = parts
  if (parts.length > 3 || source === '') throw new Error(`bad format for path: ${text}`)
  if (parts.length === 3 && !isMode(mode)) throw new Error(`bad mode specified: ${mode}`)
  const isPlain = parts.length === 1 || (parts.length === 2 && isMode(second))
  const path = isPlain ? source : second
  if (!path.startsWith('/')) throw new Error(`${path} is not an absolute path`)
  if (parts.length === 1) return [cleanPath(source)]
  if (parts.length === 3) return parts
  return isPlain ? [cleanPath(source), second] : [source, cleanPath(second)]
}

/** Whether a text is `r`, `w` and `m` in any order, each at most once. */
function isMode(text: string): boolean {
  return /^[rwm]{1,3}$/.test(text) && new Set(text).size === text.length
}
