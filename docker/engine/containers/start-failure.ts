import * as v from 'valibot'
import type { Outcome } from '../../machine/machine.ts'
import { EngineError, invalid } from '../errors.ts'
import { processArgs } from './config.ts'
import type { Container } from './container.ts'

/** Why a run did not begin, and the exit code that Docker gives the container for it. */
export interface StartFailure {
  error: EngineError
  exitCode: 126 | 127 | 128
}

/**
 * Explains a run that never began, in the words that dockerd and containerd 1.6 have for it: the client tells 125, 126
 * and 127 apart by them.
 */
export function startFailure(outcome: Outcome, { config }: Container): StartFailure {
  const { words, exitCode, isRuntime } = explainRuntime(outcome, processArgs(config)[0] ?? '')
  const message = isRuntime
    ? `failed to create shim task: OCI runtime create failed: crun create failed: ${words}: unknown`
    : `failed to create shim task: ${words}`
  return { error: exitCode === 128 ? new EngineError(500, message) : invalid(message), exitCode }
}

/**
 * Why a program of steps did not come to run `command`: in the runtime's words where it has some (the outcome's last
 * output is its log), or else in the machine's.
 */
export function explainRuntime(
  { output, failure, exitCode }: Outcome,
  command: string,
): { words: string; exitCode: 126 | 127 | 128; isRuntime: boolean } {
  const log = output.at(-1)
  const said = log === undefined ? undefined : lastMessage(new TextDecoder().decode(log))
  if (said !== undefined) return { ...explain(said, command), isRuntime: true }
  const words = failure
    ? `${failure.message} (step ${failure.step})`
    : `crun ended with exit code ${exitCode}`
  return { words, exitCode: 128, isRuntime: false }
}

/** crun's words for the two mistakes that people make, put as runc puts them; everything else is left as it is. */
function explain(said: string, command: string): { words: string; exitCode: 126 | 127 | 128 } {
  const exec = `unable to start container process: exec: ${JSON.stringify(command)}`
  if (/^executable file .* not found/.test(said)) {
    return command.includes('/')
      ? { words: `${exec}: stat ${command}: no such file or directory`, exitCode: 127 }
      : { words: `${exec}: executable file not found in $PATH`, exitCode: 127 }
  }
  if (/^open executable|not executable|not a regular file/.test(said)) {
    return { words: `${exec}: permission denied`, exitCode: 126 }
  }
  if (/permission denied/i.test(said)) return { words: lowerCased(said), exitCode: 126 }
  if (/no such file or directory/i.test(said)) return { words: lowerCased(said), exitCode: 127 }
  if (/not a directory/i.test(said)) {
    return {
      words: `${lowerCased(said)}: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type`,
      exitCode: 127,
    }
  }
  return { words: said, exitCode: 128 }
}

/** C's error texts begin with a capital, Go's do not, and Docker's client looks for Go's. */
function lowerCased(said: string) {
  return said
    .replace('Permission denied', 'permission denied')
    .replace('No such file or directory', 'no such file or directory')
    .replace('Not a directory', 'not a directory')
}

const logLine = v.pipe(v.string(), v.parseJson(), v.object({ msg: v.string(), level: v.string() }))

/** The last error in crun's log (one JSON object a line). */
function lastMessage(log: string): string | undefined {
  return log
    .split('\n')
    .map((line) => v.safeParse(logLine, line))
    .filter((parsed) => parsed.success)
    .map(({ output }) => output)
    .findLast(({ level }) => level === 'error')?.msg
}
