/** What a piece of a shell command is, as far as a reader's eye is helped by it. */
export type TokenKind = 'plain' | 'command' | 'option' | 'string' | 'variable' | 'comment'

/** A piece of a line. */
export interface Token {
  kind: TokenKind
  text: string
}

/** A line of a script. */
export interface ScriptLine {
  tokens: Token[]
  /** Whether a command begins on this line, where a shell would have shown its prompt. */
  prompt: boolean
}

const TOKEN =
  /(?<comment>(?<=^|\s)#.*)|(?<string>'[^']*'?|"(?:\\.|[^"\\])*"?)|(?<variable>\$(?:\w+|\{[^}]*\}?|[?!$@*#]))|(?<option>(?<=\s)--?[\w-]+)|(?<command>(?<=^\s*(?:\$ )?)docker(?: [a-z]+)?)|[^\s'"$-]+|./gu
/** A here-document begins with the next line. */
const DOCUMENT = /(?<!<)<<-?\s*(['"]?)(?<end>\w+)\1/
const KINDS = ['comment', 'string', 'variable', 'option', 'command'] as const

/**
 * Splits a script for display. A highlighter that knows all of the shell weighs more than the rest
 * of the deck, and these snippets are lines of commands.
 */
export function highlight(script: string): ScriptLine[] {
  let continued = false
  /** The word that ends the here-document in which the line is. */
  let end: string | undefined
  return script.split('\n').map((line): ScriptLine => {
    if (end !== undefined) {
      if (line.trim() === end) end = undefined
      return { tokens: line === '' ? [] : [{ kind: 'plain', text: line }], prompt: false }
    }
    const isComment = /^\s*#/.test(line)
    const prompt = !continued && /^\s*(?!\$ )[^#\s]/.test(line)
    continued = /(?:^|[^\\])(?:\\\\)*\\$/.test(line) && !isComment
    end = isComment ? undefined : DOCUMENT.exec(line)?.groups?.['end']
    return { tokens: tokensOf(line), prompt }
  })
}

function tokensOf(line: string): Token[] {
  const tokens: Token[] = []
  for (const match of line.matchAll(TOKEN)) {
    const kind = KINDS.find((name) => match.groups?.[name] !== undefined) ?? 'plain'
    const last = tokens.at(-1)
    if (last?.kind === kind && kind === 'plain') last.text += match[0]
    else tokens.push({ kind, text: match[0] })
  }
  return tokens
}
