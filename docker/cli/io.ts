import type { LocalFiles } from './files.ts'

/** Where a command gets its input from, and where its output goes. */
export interface DockerIo {
  /** Carries a request to the engine; `stdin` is the input that goes with an attach. */
  transport: (request: Request, stdin?: ReadableStream<Uint8Array>) => Promise<Response>
  /**
   * Carries requests to the engine at an address that `-H` names (`tcp://…`, `unix://…`); not given where no other
   * engine can be reached.
   */
  connect?: (address: string) => DockerIo['transport']
  /** The environment: `-e NAME` passes a variable of it on. None where not given. */
  env?: Readonly<Record<string, string | undefined>>
  /** Takes output; what it returns is waited for, which holds a container back that writes too much. */
  stdout: (bytes: Uint8Array) => void | Promise<void>
  stderr: (bytes: Uint8Array) => void | Promise<void>
  /** Standard input; nothing where it is not given. */
  stdin?: ReadableStream<Uint8Array>
  /** Aborting is Ctrl+C. */
  signal?: AbortSignal
  /**
   * Hands every signal on that the command gets (`SIGINT`), as `docker run` passes them on to its container; from then on
   * Ctrl+C does not abort `signal`. @returns a function that ends it
   */
  onSignal?: (listener: (name: string) => void) => () => void
  /** Files of the place where the command runs; not given where there are none. */
  files?: LocalFiles
  /** Whether standard input is a terminal. */
  isTty?: boolean
}

/** Exit code of a command that Ctrl+C ended. */
export const EXIT_INTERRUPTED = 130

/** Ctrl+C ended what was under way. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** A command failed: what goes to standard error, and the exit code. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
