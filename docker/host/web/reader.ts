/** What a server sends does not follow HTTP/1.1. */
export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse'
}

/** Longest line of a head, in bytes. */
const LINE_MAX = 64 * 1024

/** Reads a byte stream by lines and by lengths. */
export class ByteReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #rest = new Uint8Array(0)

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader()
  }

  /** The next bytes, `most` at most; undefined at the stream's end. */
  async some(most = Infinity): Promise<Uint8Array | undefined> {
    if (this.#rest.length === 0 && !(await this.#more())) return undefined
    const part = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(part.length)
    return part
  }

  /** The next line without its end. @throws MalformedResponse if the stream ends in it, or it is too long. */
  async line(): Promise<string> {
    let end: number
    while ((end = this.#rest.indexOf(10)) < 0) {
      if (this.#rest.length > LINE_MAX) throw new MalformedResponse('a line is too long')
      if (!(await this.#more())) throw new MalformedResponse('the connection ended in the head')
    }
    const line = this.#rest.subarray(0, end)
    this.#rest = this.#rest.subarray(end + 1)
    // Heads are of Latin-1, each byte a character.
    return Array.from(line, (byte) => String.fromCharCode(byte))
      .join('')
      .replace(/\r$/, '')
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel()
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#reader.read()
    if (done) return false
    const joined = new Uint8Array(this.#rest.length + value.length)
    joined.set(this.#rest)
    joined.set(value, this.#rest.length)
    this.#rest = joined
    return true
  }
}
