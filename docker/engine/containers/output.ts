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

  /** An attach: its body ends with the container's output, or when it is left. */
  attach(options: AttachOptions): { body: ReadableStream<Uint8Array>; leave: () => void } {
    const { readable, writer } = pipe()
    const leave = () => {
      this.#clients.delete(writer)
      void writer.close().catch(() => undefined)
    }
    void this.#join(writer, options).catch(() => undefined)
    return { body: readable, leave }
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

  /** Sends what is in the log, and then lets the client have what follows. */
  async #join(writer: WritableStreamDefaultWriter<Uint8Array>, options: AttachOptions) {
    if (options.logs) {
      const cursor = this.#log.read()
      for (let entry = cursor.next(); entry; entry = cursor.next()) {
        if (options[entry.stream]) await writer.write(this.#encode(entry.stream, entry.bytes))
      }
    }
    if (!options.stream) {
      await writer.close()
      return
    }
    this.#clients.set(writer, options)
    const forget = () => this.#clients.delete(writer)
    writer.closed.then(forget, forget)
  }

  #encode(stream: OutputStream, bytes: Uint8Array) {
    return this.#raw ? bytes : frame(stream, bytes)
  }
}
