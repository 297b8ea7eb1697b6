import { invalid } from './errors.ts'

/** Linux signal numbers on x86. */
export const SIGNALS: ReadonlyMap<string, number> = new Map(
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
    .split(' ')
    .map((name, index): [string, number] => [name, index + 1]),
)

export const SIGKILL = 9
export const SIGTERM = 15

/**
 * Reads a signal as `docker kill -s` takes it: a number, or a name with or without `SIG`.
 * @throws EngineError (400) in Docker's words if there is no such signal.
 */
export function parseSignal(text: string): number {
  const number = /^\d+$/.test(text)
    ? Number(text)
    : SIGNALS.get(text.toUpperCase().replace(/^SIG/, ''))
  if (number === undefined || number < 1 || number > 64) throw invalid(`invalid signal: ${text}`)
  return number
}
