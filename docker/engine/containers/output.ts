import { frame, type OutputStream } from '../stdcopy.ts'
import { pipe } from '../streams.ts'
import type { ContainerLog } from './log.ts'

/** Which streams a client wants, and what it gets first. */
export interface AttachOptions {
  stdout: boolean
  stderr: boolean
  /** Whether what is in the log comes first. */
  logs: boolean
  /** Whether output from now on follows. */
  stream: boolean
}

/** A container's output: it goes to the log and to every client that is attached. */
export class ContainerOutput {
  readonly #clients = new Map<WritableStreamDefaultWriter<Uint8Array>, AttachOptions>()
  readonly #log: ContainerLog
  readonly #raw: boolean

  /** @param raw for a terminal: one stream, without frames. */
  constructor(log: ContainerLog, raw: boolean) {
    this.#log = log
    this.#raw = raw
  }

  /** The body of an attach: it ends with the container's output. */
  attach(options: AttachOptions): ReadableStream<Uint8Array> {
    const { readable, writer } = pipe()
    if (options.logs) {
      for (const { stream, bytes } of this.#log.entries()) {
        if (options[stream]) void writer.write(this.#encode(stream, bytes)).catch(() => undefined)
      }
    }
    if (options.stream) {
      this.#clients.set(writer, options)
      writer.closed.then(
        () => this.#clients.delete(writer),
        () => this.#clients.delete(writer),
      )
    } else {
      void writer.close().catch(() => undefined)
    }
    return readable
  }

  /**
   * Carries one of the container's streams to its end. Reading goes on only when every client has taken what was
   * read: a client that does not read holds the container back, as with dockerd.
   */
  async pump(stream: OutputStream, source: ReadableStream<Uint8Array>): Promise<void> {
    const reader = source.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      this.#log.write(stream, value)
      const clients = [...this.#clients].filter(([, options]) => options[stream])
      if (clients.length === 0) continue
      const bytes = this.#encode(stream, value)
      await Promise.allSettled(clients.map(([writer]) => writer.write(bytes)))
    }
    this.#log.flush(stream)
  }

  /** Ends every attached client's body. */
  close() {
    for (const writer of this.#clients.keys()) void writer.close().catch(() => undefined)
    this.#clients.clear()
  }

  #encode(stream: OutputStream, bytes: Uint8Array) {
    return this.#raw ? bytes : frame(stream, bytes)
  }
}
