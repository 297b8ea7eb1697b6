import * as v from 'valibot'
import { Interrupted, type DockerIo } from './io.ts'
import { API_VERSION, atLeast } from './version.ts'

/** The engine said no, or (status 0) cannot be reached; the message is what Docker's client makes of it. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

/** What is spoken with an engine that does not tell its version. */
const OLDEST_VERSION = '1.24'

const errorBody = v.object({ message: v.string() })

interface RequestOptions {
  /** A list is a parameter that comes several times. */
  query?: Record<string, string | readonly string[]>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, instead of `body`. */
  raw?: Blob | ReadableStream<Uint8Array>
  headers?: Record<string, string>
  /** Input that goes with an attach or an exec. */
  stdin?: ReadableStream<Uint8Array>
}

/** What an engine says of itself when it is pinged. */
export interface Server {
  /** The version that both sides speak. */
  apiVersion: string
  /** Empty where the engine did not answer. */
  osType: string
  experimental: boolean
}

/** Requests to the engine. */
export class Api {
  readonly #io: DockerIo
  #server: Promise<Server> | undefined

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
    const { apiVersion } = await this.server()
    const url = new URL(`http://docker/v${apiVersion}${path}`)
    for (const [name, value] of Object.entries(options.query ?? {})) {
      for (const text of [value].flat()) url.searchParams.append(name, text)
    }
    const response = await this.#io.transport(
      new Request(url, { method, ...bodyOf(options) }),
      options.stdin,
    )
    if (response.status < 400) return response
    const text = await response.text()
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), errorBody), text)
    const message = (parsed.success ? parsed.output.message : text).trim()
    throw new ApiError(response.status, `Error response from daemon: ${message}`)
  }

  /** The engine, as its ping describes it; asked once. */
  server(): Promise<Server> {
    this.#server ??= this.#ping()
    return this.#server
  }

  async #ping(): Promise<Server> {
    const unknown = { apiVersion: API_VERSION, osType: '', experimental: false }
    const { DOCKER_API_VERSION } = this.#io.env ?? {}
    try {
      const { headers, status } = await this.#io.transport(
        new Request('http://docker/_ping', { method: 'HEAD' }),
      )
      if (status >= 400) return unknown
      const apiVersion = headers.get('API-Version') ?? OLDEST_VERSION
      const common = atLeast(apiVersion, API_VERSION) ? API_VERSION : apiVersion
      return {
        apiVersion: DOCKER_API_VERSION || common,
        osType: headers.get('OSType') ?? '',
        experimental: headers.get('Docker-Experimental') === 'true',
      }
    } catch {
      // The command's own request will fail, and say why.
      return { ...unknown, apiVersion: DOCKER_API_VERSION || OLDEST_VERSION }
    }
  }

  /** Sends a request and reads its JSON. @throws ApiError, Interrupted */
  async json<S extends v.GenericSchema>(
    schema: S,
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<v.InferOutput<S>> {
    const text = await this.text(method, path, options)
    return readAnswer(schema, text, `${method} ${path}`)
  }

  /** Sends a request and reads its text. @throws ApiError, Interrupted */
  async text(method: string, path: string, options: RequestOptions = {}): Promise<string> {
    return (await this.send(method, path, options)).text()
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
    const read = (text: string) => readAnswer(schema, text, 'a request')
    let rest = ''
    for await (const chunk of this.read(response)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) if (text.trim() !== '') yield read(text)
    }
    if (rest.trim() !== '') yield read(rest)
  }
}

/** @throws ApiError naming where an engine's answer is not what the API says */
function readAnswer<S extends v.GenericSchema>(
  schema: S,
  text: string,
  place: string,
): v.InferOutput<S> {
  // What Go's decoder says of nothing.
  if (text.trim() === '') throw new ApiError(0, 'EOF')
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const at = v.getDotPath(issue)
  throw new ApiError(
    0,
    `error reading the engine's answer to ${place}: ${at === null ? '' : `${at}: `}${issue.message}`,
  )
}

function bodyOf({ body, raw, headers }: RequestOptions): RequestInit {
  if (raw !== undefined) {
    return { body: raw, ...(headers && { headers }), ...(raw instanceof Blob ? {} : STREAMING) }
  }
  if (body === undefined) return headers ? { headers } : {}
  const type = { 'Content-Type': 'application/json' }
  return { body: JSON.stringify(body), headers: { ...type, ...headers } }
}

/** What a request needs whose body is a stream. */
const STREAMING: { duplex: 'half' } = { duplex: 'half' }
