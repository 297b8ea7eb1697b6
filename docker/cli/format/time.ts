/** A moment as Go's `time.Time` is written, in the time zone of the place. */

/** `time.RFC3339`: `2006-01-02T15:04:05Z`, or with the zone's offset instead of Z. */
export function rfc3339(date: Date): string {
  const offset = offsetOf(date)
  const zone = offset === '+0000' ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3)}`
  return `${day(date)}T${clock(date)}${zone}`
}

/** `time.RFC3339Nano` with all nine digits of the fraction, which Docker's clients use for columns. */
export function rfc3339NanoFixed(nanoseconds: bigint): string {
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, '0')
  const whole = rfc3339(new Date(Number(nanoseconds / 1_000_000n)))
  return whole.replace(/(Z|[+-]\d\d:\d\d)$/, `.${fraction}$1`)
}

/** `Time.String()`: `2006-01-02 15:04:05.999 +0000 UTC`. */
export function goTime(date: Date): string {
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0').replace(/0+$/, '')
  const fraction = milliseconds === '' ? '' : `.${milliseconds}`
  return `${day(date)} ${clock(date)}${fraction} ${offsetOf(date)} ${zoneName(date)}`
}

function day(date: Date): string {
  const year = String(date.getFullYear()).padStart(4, '0')
  return [year, two(date.getMonth() + 1), two(date.getDate())].join('-')
}

function clock(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
}

function offsetOf(date: Date): string {
  const minutes = -date.getTimezoneOffset()
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`
}

function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(date)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC'
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
