import type { Task } from '../../machine/machine.ts'
import { frame, type OutputStream } from '../stdcopy.ts'
import { pipe } from '../streams.ts'

/** The body of an attached exec: its output, and what the engine has to say at its end. */
export class ExecOutput {
  readonly body: ReadableStream<Uint8Array>
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>
  readonly #raw: boolean

  /** @param raw for a terminal: one stream, without frames. */
  constructor(raw: boolean) {
    const { readable, writer } = pipe()
    this.body = readable
    this.#writer = writer
    this.#raw = raw
  }

  /**
   * Carries one stream to its end. A client that does not read holds the program back; one that has gone does not.
   */
  async carry(stream: OutputStream, source: Task['stdout']): Promise<void> {
    const reader = source.getReader()
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        await this.#write(stream, value)
      }
    } catch {
      // What comes now is for nobody: it is taken and dropped, so that the program can go on.
      await reader.cancel().catch(() => undefined)
    }
  }

  /** Says why the exec did not begin, where its output would be: dockerd has answered 200 by then. */
  async complain(message: string): Promise<void> {
    await this.#write('stdout', new TextEncoder().encode(`${message}\r\n`)).catch(() => undefined)
  }

  /** Ends the body; what was written is still read. */
  close() {
    void this.#writer.close().catch(() => undefined)
  }

  #write(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    return this.#writer.write(this.#raw ? bytes : frame(stream, bytes))
  }
}
