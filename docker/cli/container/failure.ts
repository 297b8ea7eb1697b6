import { CliError } from '../io.ts'

/** Exit codes of `docker run` itself: the engine refused; the program cannot be run; it is not there. */
const EXIT = { failed: 125, notExecutable: 126, notFound: 127 } as const

const MISSING =
  /executable file not found|no such file or directory|system cannot find the file specified/

/** What went wrong, as `run` and `create` tell it. */
export function failureText(command: string, message: string, hint: boolean): string {
  const help = hint ? `\nSee 'docker ${command} --help'.` : ''
  return `docker: ${message.replace(/\.$/, '')}.${help}`
}

/** The flags make no container. */
export function badFlags(command: string, error: unknown): CliError {
  return new CliError(failureText(command, messageOf(error), true), EXIT.failed)
}

/** What kept a program from running; Docker's client tells by the engine's words which exit code that is. */
export function runFailure(error: unknown, hint: boolean): CliError {
  const message = messageOf(error)
  const reason = message.replace(/^Error response from daemon: /, '')
  const isRefused = reason.includes('permission denied')
  return new CliError(
    failureText('run', message, hint),
    MISSING.test(reason) ? EXIT.notFound : isRefused ? EXIT.notExecutable : EXIT.failed,
  )
}

/** An error's own words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
