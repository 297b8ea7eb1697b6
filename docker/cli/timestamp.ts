import { parseDuration } from './flags/units.ts'
import { parseGoTime } from './go-time.ts'
import { CliError } from './io.ts'

/** A query's parameter for `--since` or `--until`; none where the flag is empty. @throws CliError */
export function timeQuery(name: 'since' | 'until', text: string): Record<string, string> {
  if (text === '') return {}
  try {
    return { [name]: timestamp(text, new Date()) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError(`invalid value for "${name}": ${reason}`)
  }
}

/**
 * Turns a duration that is over (`42m`), a date or a time into seconds since 1970, as the API takes them; seconds stay as
 * they are.
 * @throws Error in the words of Docker's client
 */
export function timestamp(text: string, now: Date): string {
  const ago = durationOf(text)
  if (ago !== undefined) return String(Math.floor(now.getTime() / 1000 - ago / 1e9))
  try {
    const time = parseGoTime(layoutOf(text), text, -now.getTimezoneOffset())
    const nanoseconds = BigInt.asUintN(64, ((time % NANO) + NANO) % NANO)
    const seconds = (time - nanoseconds) / NANO
    return `${seconds}.${String(nanoseconds).padStart(9, '0')}`
  } catch (error) {
    // With a dash it was meant as a date.
    if (text.includes('-')) throw error
    if (/^[+-]?\d+(\.[+-]?\d+)?$/.test(text)) return text
    throw new Error(`failed to parse value as time or duration: ${JSON.stringify(text)}`, {
      cause: error,
    })
  }
}

const NANO = 1_000_000_000n

function durationOf(text: string): number | undefined {
  try {
    return text === '0' ? undefined : parseDuration(text)
  } catch {
    return undefined
  }
}

function layoutOf(text: string): string {
  const hasZone = /[zZ+]/.test(text) || text.split('-').length === 4
  const zone = hasZone ? 'Z07:00' : ''
  if (text.includes('.')) return `2006-01-02T15:04:05.999999999${zone}`
  if (!text.includes('T')) return `2006-01-02${zone}`
  const colons = text.split(':').length - 1
  // One of them is the zone's own.
  const given = hasZone && !/[zZ]/.test(text) && colons > 0 ? colons - 1 : colons
  return `2006-01-02T15${['', ':04'][given] ?? ':04:05'}${zone}`
}
