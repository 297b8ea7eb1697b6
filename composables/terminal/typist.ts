/** So many bytes go at once: what has not gone yet can be taken back. */
const PIECE = 4096
const CTRL_C = '\u0003'

/** Hands what is typed and pasted to a terminal, in order, and as fast as it takes it. */
export interface Typist {
  /** Types a text. Ctrl+C overtakes what is still waiting, and takes it back. */
  type(text: string): void
  /** Types bytes that are no text. */
  send(bytes: Uint8Array): void
  /** Does something when all before it was typed; what is typed later waits for it. */
  after(work: () => Promise<void>): void
}

/** @param take resolves when there is room for more */
export function createTypist(take: (bytes: Uint8Array) => Promise<void>): Typist {
  const encoder = new TextEncoder()
  let waiting: (Uint8Array | (() => Promise<void>))[] = []
  let isBusy = false

  /** The bytes that wait before anything else does, as many as may go at once. */
  function nextPiece(): Uint8Array {
    const bytes: number[] = []
    for (let first = waiting[0]; first instanceof Uint8Array; first = waiting[0]) {
      const room = PIECE - bytes.length
      bytes.push(...first.subarray(0, room))
      waiting.shift()
      if (first.length > room) waiting.unshift(first.subarray(room))
      if (bytes.length === PIECE) break
    }
    return Uint8Array.from(bytes)
  }

  async function work(): Promise<void> {
    if (isBusy) return
    isBusy = true
    while (waiting.length > 0) {
      const [first] = waiting
      if (typeof first === 'function') waiting.shift()
      // What cannot be typed any more is lost with the terminal that it was for.
      await (typeof first === 'function' ? first() : take(nextPiece())).catch(() => undefined)
    }
    isBusy = false
  }

  const add = (what: Uint8Array | (() => Promise<void>)) => {
    waiting.push(what)
    void work()
  }
  return {
    after: add,
    send: add,
    type(text) {
      if (text === CTRL_C) waiting = []
      add(encoder.encode(text))
    },
  }
}
