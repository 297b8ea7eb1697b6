/** One instruction as it is written. */
export interface Line {
  /** In small letters. */
  keyword: string
  /** What follows the keyword, with continued lines joined. */
  rest: string
}

/** Reads instructions line by line: comments and empty lines are dropped, a backslash at the end continues a line. */
export function instructionLines(source: string): Line[] {
  const lines: Line[] = []
  let begun = ''
  for (const text of source.split(/\r?\n/)) {
    if (/^\s*(?:#|$)/.test(text)) continue
    const continued = /^(.*)\\\s*$/.exec(text)
    begun += continued ? (continued[1] ?? '') : text
    if (continued) continue
    lines.push(lineOf(begun))
    begun = ''
  }
  if (begun !== '') lines.push(lineOf(begun))
  return lines
}

function lineOf(text: string): Line {
  const [, keyword = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(text) ?? []
  return { keyword: keyword.toLowerCase(), rest }
}
