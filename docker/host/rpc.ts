/** What the page and the worker say to each other, over birpc and `postMessage`. */

import { createBirpc, type BirpcReturn } from 'birpc'
import type { DialFunctions } from './dial.ts'
import type {
  Completion,
  DockerEvent,
  LoadProgress,
  MachineState,
  OutputStream,
  Remedy,
  TerminalOptions,
  TerminalSize,
  TraceEvent,
} from './door.ts'

/** How a script ended: errors lose their class on the way through `postMessage`, so they travel as data. */
export type RunOutcome = { exitCode: number } | { unavailable: { message: string; remedy: Remedy } }

/** What the page asks of the worker. */
export interface WorkerFunctions extends DialFunctions {
  /** Says where the site's files are (an absolute URL that ends with `/`); called once, before anything else. */
  open(baseUrl: string): void
  /** Runs a script under an id of the page's choice, in a folder of that name. */
  run(id: number, script: string, folder: string | undefined): Promise<RunOutcome>
  /** Stops a run, as Ctrl+C does. */
  stop(id: number): void
  /** Opens a terminal under an id of the page's choice; resolves when its shell has ended. */
  openTerminal(id: number, options: TerminalOptions): Promise<RunOutcome>
  /** Gives a terminal keys; resolves when there is room for more. */
  type(id: number, bytes: Uint8Array): Promise<void>
  /** Gives a terminal another size. */
  resizeTerminal(id: number, size: TerminalSize): void
  /** Hangs a terminal up. */
  closeTerminal(id: number): void
  /** Words that may follow at the end of a docker command line. */
  complete(line: string): Promise<Completion>
  /** Says whether anybody wants to be told how starts go. */
  trace(wanted: boolean): void
}

/** What the worker tells the page. */
export interface PageFunctions {
  /** Output of a run; resolves when the page has shown it. */
  output(id: number, stream: OutputStream, bytes: Uint8Array): Promise<void>
  /** Output of a terminal; resolves when the page has taken it. */
  print(id: number, bytes: Uint8Array): Promise<void>
  /** A command of a run's script begins; resolves when the page has shown it. */
  command(id: number, text: string): Promise<void>
  /** What a run is loading. */
  progress(id: number, progress: LoadProgress): void
  /** The machine's state changed. */
  state(state: MachineState): void
  /** Something happened in the engine. */
  event(event: DockerEvent): void
  /** A pull or a start has come further. */
  trace(event: TraceEvent): void
}

/** The end of a message channel: a `Worker` on the page, `self` in the worker. */
export interface MessagePortLike {
  postMessage(message: unknown, options: { transfer: Transferable[] }): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
}

/** Connects one end of the channel; calls never time out, since a container may run for hours. */
export function connect<Remote extends object, Local extends object>(
  port: MessagePortLike,
  local: Local,
): BirpcReturn<Remote, Local> {
  return createBirpc<Remote, Local>(local, {
    post: (message: { a?: unknown[] }) =>
      port.postMessage(message, { transfer: transferables(message.a) }),
    on: (listener) => port.addEventListener('message', (event) => listener(event.data)),
    timeout: -1,
  })
}

/** A copy of bytes that owns its buffer, so that it can be transferred whatever the original was a view of. */
export function transferable(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

function transferables(args: unknown[] = []): Transferable[] {
  return args.flatMap((arg) =>
    arg instanceof Uint8Array && arg.buffer instanceof ArrayBuffer ? [arg.buffer] : [],
  )
}
