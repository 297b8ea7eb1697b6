import type { OutputLine } from './outputLog.ts'

/** A command of a script, and what it printed. */
export interface CommandBlock {
  /** The command; empty where a script has only one, which is not told. */
  command: string
  /** Its lines of standard output. */
  lines: readonly string[]
}

/** Splits a script's output where its commands begin. */
export function blocksOf(
  lines: readonly Pick<OutputLine, 'stream' | 'text' | 'continued'>[],
): CommandBlock[] {
  const blocks: { command: string; lines: string[] }[] = []
  for (const { stream, text, continued } of lines) {
    const last = blocks.at(-1)
    if (stream === 'command' && continued && last) last.command += `\n${text}`
    else if (stream === 'command') blocks.push({ command: text, lines: [] })
    else if (stream === 'stdout') {
      if (blocks.length === 0) blocks.push({ command: '', lines: [] })
      blocks.at(-1)?.lines.push(text)
    }
  }
  return blocks
}

/** The same line of several commands' output. */
export interface MatchedRow {
  /** What each command printed there; undefined where it has printed less, or not yet. */
  values: readonly (string | undefined)[]
  /** Whether all printed the same; undefined until all have printed. */
  equal: boolean | undefined
}

/** Puts the output of several commands side by side, line by line. */
export function matchRows(blocks: readonly CommandBlock[]): MatchedRow[] {
  const length = Math.max(0, ...blocks.map(({ lines }) => lines.length))
  return Array.from({ length }, (_, i) => {
    const values = blocks.map(({ lines }) => lines[i])
    const complete = values.length > 1 && !values.includes(undefined)
    return { values, equal: complete ? new Set(values).size === 1 : undefined }
  })
}
