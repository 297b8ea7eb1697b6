import { pipe } from '../streams.ts'

/** A container's standard input: what clients write before it runs waits for it. */
export class ContainerInput {
  readonly #once: boolean
  #pipe = pipe()

  /** @param once whether the input ends when the first client's does: `StdinOnce`, which is nothing to a terminal. */
  constructor(once: boolean) {
    this.#once = once
  }

  /** Whether the container's input ends when the first client's does. */
  get once(): boolean {
    return this.#once
  }

  /** Passes a client's input on, for as long as the container takes any; resolves when it has ended. */
  async feed(source: ReadableStream<Uint8Array>): Promise<void> {
    const { writer } = this.#pipe
    const reader = source.getReader()
    const ended = writer.closed.then(
      () => undefined,
      () => undefined,
    )
    try {
      for (;;) {
        const next = await Promise.race([reader.read(), ended])
        if (!next || next.done) break
        await writer.write(next.value)
      }
    } finally {
      void reader.cancel().catch(() => undefined)
    }
    if (this.#once) await writer.close()
  }

  /** Connects the input to the program that runs now. */
  connect(stdin: WritableStream<Uint8Array>) {
    this.#pipe.readable.pipeTo(stdin).catch(() => undefined)
  }

  /** The program has ended: clients stop writing, and the next run starts with an empty input. */
  reset() {
    void this.#pipe.writer.abort().catch(() => undefined)
    this.#pipe = pipe()
  }
}
