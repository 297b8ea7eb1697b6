import { invalid } from './errors.ts'

const NAMES =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  )

/** The first and the last of the signals that mean nothing by themselves. */
const RTMIN = 34
const RTMAX = 64

const range = (name: string, from: number, sign: '+' | '-', count: number) =>
  Array.from({ length: count + 1 }, (_, index): [string, number] => [
    index === 0 ? name : `${name}${sign}${index}`,
    sign === '+' ? from + index : from - index,
  ])

/** Linux signal numbers on x86, by the names that Docker knows. */
export const SIGNALS: ReadonlyMap<string, number> = new Map([
  ...NAMES.map((name, index): [string, number] => [name, index + 1]),
  ['CLD', 17],
  ['IOT', 6],
  ['POLL', 29],
  ...range('RTMIN', RTMIN, '+', 15),
  ...range('RTMAX', RTMAX, '-', 14),
])

export const SIGKILL = 9
export const SIGTERM = 15

/**
 * Reads a signal as `docker kill -s` takes it: any number but 0, or a name with or without `SIG`.
 * @throws EngineError (400) in Docker's words if there is no signal of this name.
 */
export function parseSignal(text: string): number {
  const number = /^[+-]?\d+$/.test(text)
    ? Number(text)
    : SIGNALS.get(text.toUpperCase().replace(/^SIG/, ''))
  if (!number) throw invalid(`Invalid signal: ${text}`)
  return number
}

/** Whether there is a signal of this number. */
export function isSignal(number: number): boolean {
  return [...SIGNALS.values()].includes(number)
}
