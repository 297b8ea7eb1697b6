import type { ScriptOutput } from '../door.ts'

/** How far each stream was when something happened, in bytes. */
export interface Position {
  stdout: number
  stderr: number
}

/** Brings two streams of output, and what is told between them, into one order. */
export interface Transcript {
  /** Hands a stream on to its end. */
  copy(stream: 'stdout' | 'stderr', source: ReadableStream<Uint8Array>): Promise<void>
  /** Tells of a command as soon as everything before it was handed on, and before everything after it. */
  command(text: string, before: Position): void
}

interface Mark {
  text: string
  before: Position
  told: Promise<void>
  tell(): void
}

/** Makes a transcript that goes to `output`. */
export function createTranscript(output: ScriptOutput): Transcript {
  const done: Position = { stdout: 0, stderr: 0 }
  const marks: Mark[] = []
  let telling = Promise.resolve()

  const isDue = (mark: Mark | undefined) =>
    mark && done.stdout >= mark.before.stdout && done.stderr >= mark.before.stderr
  const advance = () => {
    telling = telling.then(async () => {
      while (isDue(marks[0])) {
        const mark = marks.shift()
        await output.command?.(mark?.text ?? '')
        mark?.tell()
      }
    })
    return telling
  }
  return {
    async copy(stream, source) {
      const reader = source.getReader()
      for (;;) {
        const { done: isEnd, value } = await reader.read()
        if (isEnd) return
        let rest = value
        while (rest.length > 0) {
          const mark = marks.find(({ before }) => before[stream] <= done[stream])
          if (mark) {
            await mark.told
            continue
          }
          const limit = marks[0] ? marks[0].before[stream] - done[stream] : rest.length
          const part = rest.subarray(0, limit)
          await output[stream](part)
          done[stream] += part.length
          rest = rest.subarray(part.length)
          await advance()
        }
      }
    },
    command(text, before) {
      let tell = () => undefined
      const told = new Promise<void>((resolve) => {
        tell = () => void resolve()
      })
      marks.push({ text, before, told, tell: () => tell() })
      void advance()
    },
  }
}
