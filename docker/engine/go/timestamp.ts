import { EngineError } from '../errors.ts'

/**
 * Reads a time as Docker's clients send it, `seconds` or `seconds.nanoseconds` since 1970.
 * @returns nanoseconds since 1970; undefined where there is no text
 * @throws EngineError (500, which is what dockerd answers) in the words of Go's strconv
 */
export function parseTimestamp(text: string | undefined): bigint | undefined {
  if (text === undefined || text === '') return undefined
  const dot = text.indexOf('.')
  const seconds = parseInt64(dot < 0 ? text : text.slice(0, dot))
  if (dot < 0) return seconds * 1_000_000_000n
  const fraction = text.slice(dot + 1)
  const nanoseconds = Math.trunc(Number(parseInt64(fraction)) * 10 ** (9 - fraction.length))
  return seconds * 1_000_000_000n + BigInt(nanoseconds)
}

/**
 * Go's `strconv.ParseInt(text, 10, 64)`.
 * @throws EngineError (500) in its words
 */
export function parseInt64(text: string): bigint {
  const failure = (reason: string) =>
    new EngineError(500, `strconv.ParseInt: parsing ${JSON.stringify(text)}: ${reason}`)
  if (!/^[+-]?\d+$/.test(text)) throw failure('invalid syntax')
  const value = BigInt(text.replace(/^\+/, ''))
  if (BigInt.asIntN(64, value) !== value) throw failure('value out of range')
  return value
}
