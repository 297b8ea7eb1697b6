import * as v from 'valibot'
import { Interrupted, type DockerIo } from './io.ts'

/** The API version that is spoken. */
export const API_VERSION = '1.41'

/** The engine said no, or (status 0) cannot be reached; the message is what Docker's client makes of it. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

const errorBody = v.object({ message: v.string() })

interface RequestOptions {
  query?: Record<string, string>
  body?: unknown
  stdin?: ReadableStream<Uint8Array>
}

/** Requests to the engine. */
export class Api {
  readonly #io: DockerIo

  constructor(io: DockerIo) {
    this.#io = io
  }

  /**
   * Sends a request; the response is a success.
   * @throws ApiError in the words of Docker's client
   * @throws Interrupted on Ctrl+C
   */
  async send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    if (this.#io.signal?.aborted) throw new Interrupted()
    return this.sendAnyway(method, path, options)
  }

  /** As {@link send}, but even after Ctrl+C, for what has to be done because of it. @throws ApiError */
  async sendAnyway(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    const url = new URL(`http://docker/v${API_VERSION}${path}`)
    for (const [name, value] of Object.entries(options.query ?? {})) {
      url.searchParams.set(name, value)
    }
    const request = new Request(url, {
      method,
      ...(options.body === undefined
        ? {}
        : {
            body: JSON.stringify(options.body),
            headers: { 'Content-Type': 'application/json' },
          }),
    })
    const response = await this.#io.transport(request, options.stdin)
    if (response.status < 400) return response
    const text = await response.text()
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), errorBody), text)
    const message = parsed.success ? parsed.output.message : text.trim()
    throw new ApiError(response.status, `Error response from daemon: ${message}`)
  }

  /** Sends a request and reads its JSON. @throws ApiError, Interrupted */
  async json<S extends v.GenericSchema>(
    schema: S,
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<v.InferOutput<S>> {
    const response = await this.send(method, path, options)
    return v.parse(schema, await response.json())
  }

  /** Hands out a body's parts until it ends. @throws Interrupted on Ctrl+C, after giving the body up */
  read(response: Response): AsyncGenerator<Uint8Array> {
    return this.#parts(response, this.#io.signal)
  }

  /** As {@link read}, but to the body's own end whatever happens. */
  readAnyway(response: Response): AsyncGenerator<Uint8Array> {
    return this.#parts(response, undefined)
  }

  async *#parts({ body }: Response, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    if (!body) return
    const reader = body.getReader()
    const giveUp = () => void reader.cancel().catch(() => undefined)
    signal?.addEventListener('abort', giveUp)
    if (signal?.aborted) giveUp()
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (signal?.aborted) throw new Interrupted()
        if (done) return
        yield value
      }
    } finally {
      signal?.removeEventListener('abort', giveUp)
      giveUp()
    }
  }

  /** Hands out a body of JSON lines one by one, each checked. */
  async *lines<S extends v.GenericSchema>(
    schema: S,
    response: Response,
  ): AsyncGenerator<v.InferOutput<S>> {
    const decoder = new TextDecoder()
    const line = v.pipe(v.string(), v.parseJson(), schema)
    let rest = ''
    for await (const chunk of this.read(response)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) if (text.trim() !== '') yield v.parse(line, text)
    }
    if (rest.trim() !== '') yield v.parse(line, rest)
  }
}
