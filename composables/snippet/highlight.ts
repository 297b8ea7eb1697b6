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
const KINDS = ['comment', 'string', 'variable', 'option', 'command'] as const

/**
 * Splits a script for display. A highlighter that knows all of the shell weighs more than the rest
 * of the deck, and these snippets are lines of commands.
 */
export function highlight(script: string): ScriptLine[] {
  let continued = false
  return script.split('\n').map((line) => {
    const prompt = !continued && /^\s*(?!\$ )[^#\s]/.test(line)
    continued = /(?:^|[^\\])(?:\\\\)*\\$/.test(line) && !/^\s*#/.test(line)
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
