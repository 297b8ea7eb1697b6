import type { Cli } from './cli.ts'

/** Asks on standard output whether to go on. @returns whether standard input's next line is `y` */
export async function confirm(cli: Cli, question: string): Promise<boolean> {
  await cli.out(`${question} [y/N] `)
  const answer = await firstLine(cli.io.stdin)
  return answer.toLowerCase() === 'y'
}

async function firstLine(input: ReadableStream<Uint8Array> | undefined): Promise<string> {
  if (!input) return ''
  const reader = input.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (!text.includes('\n')) {
      const { done, value } = await reader.read()
      if (done) break
      text += decoder.decode(value, { stream: true })
    }
  } finally {
    reader.releaseLock()
  }
  return (text.split('\n')[0] ?? '').replace(/\r$/, '')
}
