import type { OutputStream, ScriptOutput } from '../door.ts'

/** Brings two streams of output, and what is told between them, into the order in which they came. */
export interface Transcript {
  /** So many bytes have come for a stream. */
  came(stream: OutputStream, bytes: number): void
  /** A command begins after all that has come so far. */
  command(text: string): void
  /** Hands a stream on to its end. */
  copy(stream: OutputStream, source: ReadableStream<Uint8Array>): Promise<void>
}

/** What comes next: bytes of a stream, or a command. */
type Entry = { stream: OutputStream; bytes: number } | { text: string }

/** Makes a transcript that goes to `output`, one thing after the other. */
export function createTranscript(output: ScriptOutput): Transcript {
  const entries: Entry[] = []
  const waiting: (() => void)[] = []
  let telling: Promise<void> = Promise.resolve()

  const add = (entry: Entry) => {
    entries.push(entry)
    void advance()
  }
  /** Tells of the commands whose turn it is, and then wakes whose turn comes after them. */
  function advance(): Promise<void> {
    telling = telling.then(async () => {
      for (let [next] = entries; next && 'text' in next; [next] = entries) {
        await output.command?.(next.text)
        entries.shift()
      }
      for (const wake of waiting.splice(0)) wake()
    })
    return telling
  }
  /** Waits for a stream's turn, and answers with what it may hand on then. */
  async function turnOf(stream: OutputStream): Promise<{ bytes: number }> {
    for (;;) {
      const [next] = entries
      if (next && 'stream' in next && next.stream === stream) return next
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  return {
    came(stream, bytes) {
      const last = entries.at(-1)
      if (last && 'stream' in last && last.stream === stream) last.bytes += bytes
      else add({ stream, bytes })
    },
    command: (text) => add({ text }),
    async copy(stream, source) {
      for await (const chunk of source) {
        for (let rest = chunk; rest.length > 0;) {
          const turn = await turnOf(stream)
          const part = rest.subarray(0, turn.bytes)
          await output[stream](part)
          turn.bytes -= part.length
          rest = rest.subarray(part.length)
          if (turn.bytes > 0) continue
          entries.shift()
          await advance()
        }
      }
    },
  }
}
