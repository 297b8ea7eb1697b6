import { INT64, named, STRING, type GoType } from '../go/type.ts'

/** Go's `time.Time`, which JSON has in RFC 3339. */
export const TIME: GoType = {
  ...named('time.Time', STRING),
  zero: '0001-01-01T00:00:00Z',
  canonical: (text) =>
    text.replace(/\.(\d*?)0+(?=Z$|[+-])/, (_all, digits) => (digits === '' ? '' : `.${digits}`)),
  text: (value) => (typeof value === 'string' ? timeText(value) : ''),
}

/** `2023-04-05 06:07:08.9 +0000 UTC` */
function timeText(time: string): string {
  const [, date, clock = '', fraction = '', zone = 'Z'] =
    /^(\S+)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(time) ?? []
  if (date === undefined) return time
  const offset = zone.replace(':', '')
  const digits = fraction.replace(/\.?0+$/, '')
  return `${date} ${clock}${digits} ${zone === 'Z' ? '+0000 UTC' : `${offset} ${offset}`}`
}

/** Go's `time.Duration`, nanoseconds in JSON. */
export const DURATION: GoType = {
  ...named('time.Duration', INT64),
  text: (value) => (typeof value === 'bigint' ? durationText(value) : ''),
}

/** `1h2m3.5s` */
export function durationText(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  const sign = nanoseconds < 0n ? '-' : ''
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds
  const decimal = (whole: bigint, unit: bigint) => {
    const fraction = String(whole % unit)
      .padStart(String(unit).length - 1, '0')
      .replace(/0+$/, '')
    return `${whole / unit}${fraction === '' ? '' : `.${fraction}`}`
  }
  if (size < 1000n) return `${sign}${size}ns`
  if (size < 1_000_000n) return `${sign}${decimal(size, 1000n)}µs`
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 1_000_000n)}ms`
  const minutes = size / 60_000_000_000n
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`
  if (minutes === 0n) return sign + seconds
  const hours = minutes / 60n
  return `${sign}${hours === 0n ? '' : `${hours}h`}${minutes % 60n}m${seconds}`
}

/** A text with a Go type of its own: `container.NetworkMode`. */
export const textType = (name: string): GoType => named(name, STRING)
