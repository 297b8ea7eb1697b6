import type { LocalFiles } from './files.ts'

/** Carries a request to the engine; `stdin` is the input that goes with an attach or an exec. */
export type Transport = (request: Request, stdin?: ReadableStream<Uint8Array>) => Promise<Response>

/** A terminal's size in characters. */
export interface TerminalSize {
  columns: number
  rows: number
}

/** Where a command gets its input from, and where its output goes. */
export interface DockerIo {
  transport: Transport
  /** Takes output; what it returns is waited for, which holds a container back that writes too much. */
  stdout: (bytes: Uint8Array) => void | Promise<void>
  stderr: (bytes: Uint8Array) => void | Promise<void>
  /** Standard input; nothing where it is not given. */
  stdin?: ReadableStream<Uint8Array>
  /** Aborting is Ctrl+C; with a {@link CommandGone} as the reason, what the command has started goes on without it. */
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
  /** Whether standard output is a terminal. */
  stdoutIsTty?: boolean
  /** Whether standard error is a terminal. */
  stderrIsTty?: boolean
  /** The terminal's size now; undefined where there is no terminal. */
  size?: () => TerminalSize | undefined
  /** Tells each change of the terminal's size. @returns a function that ends it */
  onResize?: (listener: () => void) => () => void
  /** Hands every key on as it is typed (`true`), or gives the terminal back its lines and echo. */
  rawMode?: (on: boolean) => void
  /** Environment variables of the command (`HOME`, `DOCKER_HOST`, what `-e NAME` takes over). */
  env?: Readonly<Record<string, string | undefined>>
  /**
   * Reaches another engine, for `-H` and `DOCKER_HOST`.
   * @throws CliError where the address is none
   */
  connect?: (host: string) => Transport
}

/** Exit code of a command that Ctrl+C ended. */
export const EXIT_INTERRUPTED = 130

/** The command is not there any more: a signal or a broken pipe has ended its program. */
export class CommandGone extends Error {
  override readonly name = 'CommandGone'
}

/** Ctrl+C ended what was under way. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** A command failed: what goes to standard error (nothing where it is empty), and the exit code. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
