/** A piece of source, as far as a reader's eye is helped by it. */
export interface SourceToken {
  kind: 'plain' | 'keyword' | 'string'
  text: string
}

const TOKEN =
  /(?<string>'[^']*'|`[^`]*`)|(?<keyword>\b(?:export|class|constructor|readonly|return|this|string)\b)|[^'`\w]+|\w+|./gs

/** Tells the words of the language and the strings of a small class apart from the rest. */
export function highlightClass(source: string): SourceToken[] {
  const tokens: SourceToken[] = []
  for (const match of source.matchAll(TOKEN)) {
    const kind =
      match.groups?.['string'] !== undefined
        ? 'string'
        : match.groups?.['keyword'] !== undefined
          ? 'keyword'
          : 'plain'
    const last = tokens.at(-1)
    if (last && kind === 'plain' && last.kind === 'plain') last.text += match[0]
    else tokens.push({ kind, text: match[0] })
  }
  return tokens
}
