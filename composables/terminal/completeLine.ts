import type { Completion } from '../../docker/host/index.ts'
import { commonStart, dockerPart, inColumns, restOfDocker } from './shellLine.ts'
import type { Screen } from './xterm.ts'

/** What the Tab key works with. */
export interface CompletionParts {
  screen: Pick<Screen, 'commandLine' | 'size' | 'write'>
  /** How a docker command line may go on. */
  complete(line: string): Promise<Completion>
  /** Types keys. */
  type(text: string): Promise<void>
}

/** After these a word goes on: a container's path, a flag's value. */
const OPEN = /[:=/]$/

/**
 * What Tab does: docker's own words where the line ends with a docker command, and the shell's completion, of the names of
 * commands and files, everywhere else.
 */
export async function completeLine({ screen, complete, type }: CompletionParts): Promise<void> {
  const line = screen.commandLine()
  const name = line && restOfDocker(line.before)
  if (name !== undefined) return type(`${name} `)
  const command = line && dockerPart(line.before)
  if (command === undefined) return type('\t')
  const { word, words } = await complete(command)
  const start = commonStart(words)
  if (words.length === 0) return type('\t')
  if (words.length === 1) return type(start.slice(word.length) + (OPEN.test(start) ? '' : ' '))
  if (start.length > word.length) return type(start.slice(word.length))
  const { cols } = screen.size
  if (!line || line.row.length + line.behind.length >= cols) return undefined
  // The line is drawn again as it was, so what the shell knows of it stays true.
  const back = line.behind === '' ? '' : `\u001b[${line.behind.length}D`
  const list = inColumns(words, cols).join('\r\n')
  await screen.write(`\r\n${list}\r\n${line.row}${line.behind}${back}`)
}
