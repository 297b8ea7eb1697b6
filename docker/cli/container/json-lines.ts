import * as v from 'valibot'

/** Hands out a body of JSON lines one by one, each checked, until it ends or is given up. */
export async function* jsonLines<S extends v.GenericSchema>(
  schema: S,
  { body }: Response,
  signal: AbortSignal,
): AsyncGenerator<v.InferOutput<S>> {
  const reader = body?.getReader()
  const giveUp = () => void reader?.cancel().catch(() => undefined)
  signal.addEventListener('abort', giveUp)
  if (signal.aborted) giveUp()
  const decoder = new TextDecoder()
  const line = v.pipe(v.string(), v.parseJson(), schema)
  let rest = ''
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
      const lines = (rest + decoder.decode(value, { stream: !done })).split('\n')
      rest = done ? '' : (lines.pop() ?? '')
      for (const text of lines) if (text.trim() !== '') yield v.parse(line, text)
      if (done) return
    }
  } finally {
    signal.removeEventListener('abort', giveUp)
    giveUp()
  }
}
