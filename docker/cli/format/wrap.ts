/** Docker's client writes for 80 columns where it does not know better. */
const COLUMNS = 79
/** A line may be this much longer when that spares a short last one. */
const SLOP = 5

/** Breaks a flag's description into lines that start at `indent`; the first one is already there. */
export function wrap(indent: number, text: string): string {
  const width = COLUMNS - indent - SLOP
  const lines: string[] = []
  for (let rest = text; rest !== '';) {
    const [line, after] = breakLine(rest, width)
    lines.push(line)
    rest = after
  }
  return lines.join('\n').replaceAll('\n', `\n${' '.repeat(indent)}`)
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
