/** Go's zero time, which Docker writes where there is none. */
export const NO_TIME = '0001-01-01T00:00:00Z'

const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** An RFC 3339 time as Go writes it again: no zeros at the fraction's end, `Z` for UTC. */
export function goTime(text: string | null | undefined): string {
  const match = RFC3339.exec(text ?? NO_TIME)
  if (!match) return text ?? NO_TIME
  const [, seconds = '', fraction = '', zone = ''] = match
  const digits = fraction.slice(0, 10).replace(/\.?0+$/, '')
  return seconds + digits + (/00:00/.test(zone) ? 'Z' : zone)
}

/** Seconds since 1970 of an RFC 3339 time; Go's zero time where there is none. */
export function unixSeconds(text: string | null | undefined): number {
  return Math.floor(Date.parse(text ?? NO_TIME) / 1000)
}

/** A moment as Go's `time.RFC3339Nano` has it: UTC, without the zeros that end a fraction. */
export function rfc3339Nano(date: Date): string {
  return date.toISOString().replace(/\.?0*Z$/, 'Z')
}
