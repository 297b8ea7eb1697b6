import { EngineError } from '../errors.ts'

/** Units of Go's durations in milliseconds. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
])

const DURATION = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/
const TIME = /^(\d{4}-\d\d-\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(\.\d+)?)?)?)?(Z|[+-]\d\d:\d\d)?$/

/**
 * Reads a time as people give it to `--filter until`: a Go duration before `now`, a date or time as RFC 3339 has them
 * or the beginning of one, or seconds since 1970 (Docker's `GetTimestamp`; the engine's time zone is UTC).
 * @returns milliseconds since 1970
 * @throws EngineError (500, which is what dockerd answers)
 */
export function parseUntil(text: string, now: Date): number {
  const span = text === '0' ? undefined : parseDuration(text)
  if (span !== undefined) return Math.floor((now.getTime() - span) / 1000) * 1000
  const match = TIME.exec(text)
  if (match) {
    const [, date = '', hours = '00', minutes = '00', seconds = '00', fraction = '', zone] = match
    const time = Date.parse(`${date}T${hours}:${minutes}:${seconds}${fraction}${zone ?? 'Z'}`)
    if (!Number.isNaN(time)) return time
  }
  const unix = /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isNaN(unix)) return unix * 1000
  if (text.includes('-')) {
    throw new EngineError(500, `parsing time ${JSON.stringify(text)}: it is no date of RFC 3339`)
  }
  throw new EngineError(500, `failed to parse value as time or duration: ${JSON.stringify(text)}`)
}

/** A Go duration (`1h30m`) in milliseconds; undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0
  if (!DURATION.test(text)) return undefined
  const parts = text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)
  let sum = 0
  for (const [, count = '', unit = ''] of parts) sum += Number(count) * (UNITS.get(unit) ?? 0)
  return text.startsWith('-') ? -sum : sum
}
