/**
 * The one door between the deck and Docker. The deck imports types and `openDocker` from this
 * folder and nothing else of `docker/`.
 */

import type { Completion } from '../cli/complete.ts'
import type { EngineEvent } from '../engine/events.ts'
import type { Connection } from '../engine/networks/connect.ts'
import type { TraceEvent } from '../engine/trace.ts'
import type { TerminalSize } from '../machine/machine.ts'
import type { CookieHeaders } from './web/fetch.ts'

export type { Namespace, TraceEvent } from '../engine/trace.ts'
export { ConnectionRefused, type Connection } from '../engine/networks/connect.ts'
export { MalformedResponse } from './web/reader.ts'
export type { Completion, CookieHeaders, TerminalSize }

/** What happened to a container, an image, a volume or a network, as `GET /events` of Docker's API tells it. */
export type DockerEvent = EngineEvent

/** What is being loaded before or during a command; `total` is in bytes where it is known. */
export interface LoadProgress {
  /** `machine`: emulator and snapshot are being fetched and restored. `layer`: an image's layer is being pulled. */
  phase: 'machine' | 'layer'
  /** Short text for people, e.g. `Linux machine` or `lua 3f2a…`. */
  label: string
  /** Bytes so far. */
  loaded: number
  /** Bytes in all; undefined where not known. */
  total: number | undefined
}

/**
 * What helps when the machine cannot be used: `none` (this browser cannot run it), `retry` (a
 * download failed) or `restart` (the machine did not start, or ended).
 */
export type Remedy = 'none' | 'retry' | 'restart'

/** Where the machine is in its life. */
export type MachineState =
  | { state: 'off' }
  | { state: 'loading' }
  | { state: 'ready' }
  | { state: 'failed'; message: string; remedy: Remedy }

/** Which of a program's two output streams bytes belong to. */
export type OutputStream = 'stdout' | 'stderr'

/**
 * Where the output of a script goes; bytes arrive as they are written. A promise that is returned
 * holds the program back until it resolves: that is how a flood is kept from drowning the page.
 */
export interface ScriptOutput {
  stdout(bytes: Uint8Array): void | Promise<void>
  stderr(bytes: Uint8Array): void | Promise<void>
  /** A command begins, in a script that has several: the output from here on is its own. */
  command?(text: string): void | Promise<void>
  progress?(progress: LoadProgress): void
}

/** How a script is run. */
export interface RunOptions {
  /** Aborting stops the script, as Ctrl+C does. */
  signal?: AbortSignal
  /** Name of the folder in which it runs: scripts of one folder share its files. */
  folder?: string
}

/** How a terminal is opened. */
export interface TerminalOptions extends TerminalSize {
  /** Name of the folder in which its shell starts; scripts of the same folder share its files. */
  folder?: string
}

/** Where the output of a terminal goes. */
export interface TerminalOutput {
  /** What its programs print; a promise that is returned holds them back until it resolves. */
  print(bytes: Uint8Array): void | Promise<void>
  /** What is loaded before its shell is there. */
  progress?(progress: LoadProgress): void
}

/** A shell of the machine on a terminal. */
export interface Terminal {
  /** Types keys, or pastes; resolves when there is room for more. */
  type(bytes: Uint8Array): Promise<void>
  resize(size: TerminalSize): void
  /** Hangs it up, as a closed window does. */
  close(): void
  /** Exit code of the shell. Rejects with {@link DockerUnavailable} where the machine cannot be started, or has ended. */
  readonly done: Promise<number>
}

/** Docker as the deck sees it. */
export interface Docker {
  /**
   * Runs a script in the machine's shell, starting the machine when it is needed.
   * Resolves with the exit code of the last command (130 when `signal` stopped it).
   * Rejects with {@link DockerUnavailable} when the machine cannot be started.
   */
  run(script: string, output: ScriptOutput, options?: RunOptions): Promise<number>
  /** Opens a terminal, starting the machine when it is needed. */
  openTerminal(options: TerminalOptions, output: TerminalOutput): Terminal
  /**
   * Words that may stand at the end of a docker command line, as the Tab key wants them: commands, flags, names of
   * containers and images. Nothing where no machine runs, which this does not start.
   * @param line from `docker` to the place of the cursor
   */
  complete(line: string): Promise<Completion>
  /**
   * Connects to a port that a container has published (`docker run -p 8080:80`).
   * Rejects with {@link ConnectionRefused} if nobody has, or nothing listens in the container; starts nothing.
   */
  connect(hostPort: number): Promise<Connection>
  /**
   * Asks a server in a container over such a connection; the request's address says which page, and what the server is
   * told that it is called. Redirects are the caller's to follow, and cookies the caller's to keep.
   * Rejects with {@link ConnectionRefused} as `connect` does, and with {@link MalformedResponse} where no answer comes.
   */
  fetch(hostPort: number, request: Request, cookies?: CookieHeaders): Promise<Response>
  /**
   * Throws away the machine with all its containers and images; the next run starts afresh.
   * Runs under way reject with {@link DockerUnavailable}.
   */
  reset(): Promise<void>
  /** The machine's state now, and a call on every change of it. Returns the way to stop listening. */
  onState(listener: (state: MachineState) => void): () => void
  /** A call for every event of the engine from now on; starts nothing. Returns the way to stop listening. */
  onEvent(listener: (event: DockerEvent) => void): () => void
  /**
   * A call for every step of every pull, start and build from now on, with what shows that it was done; starts nothing. While
   * somebody listens the machine is asked for it, which costs starts a little. Returns the way to stop listening.
   */
  onTrace(listener: (event: TraceEvent) => void): () => void
}

/** The machine cannot run here; `message` says what happened and what to do. */
export class DockerUnavailable extends Error {
  override readonly name = 'DockerUnavailable'

  constructor(
    message: string,
    /** What helps. */
    readonly remedy: Remedy,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
