/** A line may be this much longer when that spares a short last one. */
const SLOP = 5
/** Where fewer columns are left than this, the text goes on a line of its own; and further still, nothing is wrapped. */
const MIN_WIDTH = 24

/**
 * Breaks a flag's description into lines that start at `indent`; the first one is already there (pflag's `wrap`).
 * @param columns where lines end
 */
export function wrap(indent: number, text: string, columns: number): string {
  let at = indent
  let lead = ''
  if (columns - at < MIN_WIDTH) {
    at = 16
    lead = `\n${' '.repeat(at)}`
  }
  const indented = (part: string) => part.replaceAll('\n', `\n${' '.repeat(at)}`)
  if (columns - at < MIN_WIDTH) return lead + indented(text)
  const width = columns - at - SLOP
  const lines: string[] = []
  for (let rest = text; rest !== '';) {
    const [line, after] = breakLine(rest, width)
    lines.push(line)
    rest = after
  }
  return lead + indented(lines.join('\n'))
}

function breakLine(text: string, width: number): [line: string, rest: string] {
  if (width + SLOP > text.length) return [text, '']
  const start = text.slice(0, width)
  const space = Math.max(start.lastIndexOf(' '), start.lastIndexOf('\t'), start.lastIndexOf('\n'))
  if (space <= 0) return [text, '']
  const newline = start.lastIndexOf('\n')
  const at = newline > 0 ? newline : space
  return [text.slice(0, at), text.slice(at + 1)]
}
