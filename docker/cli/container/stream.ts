import { escapable, parseDetachKeys } from '../../engine/detach.ts'
import { demultiplex } from '../../engine/stdcopy.ts'
import { ApiError } from '../api.ts'
import type { Cli } from '../cli.ts'
import type { Attachment } from './config.ts'

/** A stream in both directions that the engine is asked for. */
export interface StreamRequest {
  path: string
  query?: Record<string, string>
  body?: unknown
  attach: Attachment
  /** Whether the other end is a terminal: then there is one output, and keys are passed on as they are typed. */
  tty: boolean
  /** The keys that end it without ending the program; empty for Ctrl-P, Ctrl-Q. */
  detachKeys: string
}

/** How a stream ended: by itself, or by the detach keys. */
export type StreamEnd = 'ended' | 'detached'

/**
 * Joins the command's input and output to a program of the engine's; resolves when the engine has agreed.
 * @throws ApiError, Interrupted
 */
export async function openStream(cli: Cli, request: StreamRequest): Promise<Stream> {
  const { path, query = {}, body, attach } = request
  const gate = new TransformStream<Uint8Array, Uint8Array>()
  const options = {
    query,
    ...(body === undefined ? {} : { body }),
    ...(attach.stdin ? { stdin: gate.readable } : {}),
  }
  const response = await cli.api.send('POST', path, options).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.status === 0) throw error
    // Docker's client does not read why a connection is not handed over.
    throw new ApiError(error.status, `unable to upgrade to tcp, received ${error.status}`)
  })
  return new Stream(cli, request, response, gate.writable)
}

/** A stream that is under way. */
export class Stream {
  /** Resolves when it has ended. Rejects with what the output was broken off by. */
  readonly end: Promise<StreamEnd>
  readonly #cli: Cli
  readonly #request: StreamRequest
  readonly #output: ReadableStreamDefaultReader<Uint8Array> | undefined
  readonly #closed = new AbortController()

  constructor(
    cli: Cli,
    request: StreamRequest,
    response: Response,
    input: WritableStream<Uint8Array>,
  ) {
    this.#cli = cli
    this.#request = request
    this.#output = response.body?.getReader()
    this.end = this.#copy(input)
    this.end.catch(() => undefined)
  }

  /** Gives it up, which ends it. */
  close() {
    this.#closed.abort()
    void this.#output?.cancel().catch(() => undefined)
  }

  async #copy(sink: WritableStream<Uint8Array>): Promise<StreamEnd> {
    const { attach, tty } = this.#request
    const rawMode = tty && attach.stdin
    if (rawMode) this.#cli.io.rawMode?.(true)
    try {
      const input = attach.stdin ? this.#copyInput(sink) : undefined
      const hasOutput = attach.stdout || attach.stderr
      const ended = hasOutput ? this.#copyOutput() : input?.ended
      return await Promise.race([
        (ended ?? Promise.resolve()).then((): StreamEnd => 'ended'),
        ...(input ? [input.detached] : []),
      ])
    } finally {
      if (rawMode) this.#cli.io.rawMode?.(false)
      this.close()
    }
  }

  /** Copies standard input to its end, which is the program's end of input too. */
  #copyInput(sink: WritableStream<Uint8Array>) {
    const { tty, detachKeys } = this.#request
    const source = this.#cli.io.stdin ?? emptyStream()
    const keys = parseDetachKeys(detachKeys) ?? new Uint8Array()
    const { input, detached } = tty ? escapable(source, keys) : { input: source, detached: never }
    // What is left of the input belongs to the next command; what the engine has is complete.
    const { signal } = this.#closed
    const ended = input
      .pipeTo(sink, { signal, preventAbort: true, preventCancel: !tty })
      .catch(() => void sink.close().catch(() => undefined))
    return {
      ended,
      detached: detached.then((isDetached): StreamEnd | Promise<never> =>
        isDetached ? 'detached' : never,
      ),
    }
  }

  async #copyOutput() {
    const { io } = this.#cli
    if (this.#request.tty) for await (const part of this.#parts()) await io.stdout(part)
    else await demultiplex(this.#parts(), (stream, bytes) => io[stream](bytes))
  }

  async *#parts(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const { done, value } = (await this.#output?.read()) ?? { done: true, value: undefined }
      if (done) return
      yield value
    }
  }
}

const never = new Promise<never>(() => undefined)

function emptyStream() {
  return new ReadableStream<Uint8Array>({ start: (controller) => controller.close() })
}
