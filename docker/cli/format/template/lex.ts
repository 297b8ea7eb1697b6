/** Divides a template into tokens, as Go's `text/template` does. */

import { quote } from '../text.ts'

export type TokenType =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'keyword'

export interface Token {
  type: TokenType
  /** Where it begins in the template's text. */
  at: number
  text: string
  /** The line where it begins, from 1. */
  line: number
}

const KEYWORDS = new Set([
  '.',
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'nil',
  'template',
  'with',
])

/** A token as messages show it. */
export function tokenText({ type, text }: Token): string {
  if (type === 'eof') return 'EOF'
  if (type === 'error') return text
  if (type === 'keyword') return `<${text}>`
  if (new TextEncoder().encode(text).length > 10) {
    return `${quote([...text].slice(0, 10).join(''))}...`
  }
  return quote(text)
}

const NUMBERS = [
  /^[+-]?0[xX][0-9a-fA-F_]*(\.[0-9a-fA-F_]*)?([pP][+-]?[0-9_]*)?i?/,
  /^[+-]?0[oO][0-7_]*(\.[0-7_]*)?i?/,
  /^[+-]?0[bB][01_]*(\.[01_]*)?i?/,
  /^[+-]?[0-9_]*(\.[0-9_]*)?([eE][+-]?[0-9_]*)?i?/,
]
const WORD = /^[\p{L}\p{Nd}_]*/u

/** All tokens of a template; the last one is its end or an error. */
export function lex(input: string): Token[] {
  return new Lexer(input).tokens()
}

class Lexer {
  readonly #input: string
  readonly #tokens: Token[] = []
  #at = 0
  #depth = 0
  #line = 1
  #counted = 0

  constructor(input: string) {
    this.#input = input
  }

  tokens(): Token[] {
    while (this.#text());
    return this.#tokens
  }

  get #rest() {
    return this.#input.slice(this.#at)
  }

  #lineAt(at: number): number {
    for (; this.#counted < at; this.#counted++) {
      if (this.#input[this.#counted] === '\n') this.#line++
    }
    return this.#line
  }

  /** Takes the next `length` characters as a token. */
  #emit(type: TokenType, length: number): true {
    const at = this.#at
    const text = this.#input.slice(at, at + length)
    this.#tokens.push({ type, at, text, line: this.#lineAt(at) })
    this.#at = at + length
    return true
  }

  #fail(text: string): false {
    this.#tokens.push({ type: 'error', at: this.#at, text, line: this.#lineAt(this.#at) })
    return false
  }

  /** Text up to the next action, and that action. @returns whether there can be more */
  #text(): boolean {
    const found = this.#input.indexOf('{{', this.#at)
    const end = found < 0 ? this.#input.length : found
    const isTrimmed = found >= 0 && /^-[ \t\r\n]/.test(this.#input.slice(end + 2))
    const text = this.#input.slice(this.#at, end)
    const length = isTrimmed ? text.replace(/[ \t\r\n]+$/, '').length : text.length
    if (length > 0) this.#emit('text', length)
    this.#at = end
    if (found < 0) {
      this.#emit('eof', 0)
      return false
    }
    const marker = isTrimmed ? 2 : 0
    if (this.#input.startsWith('/*', end + 2 + marker)) {
      this.#at = end + 2 + marker
      return this.#comment()
    }
    this.#emit('leftDelim', 2)
    this.#at += marker
    this.#depth = 0
    for (;;) {
      const more = this.#insideAction()
      if (more !== 'more') return more
    }
  }

  #comment(): boolean {
    const close = this.#input.indexOf('*/', this.#at + 2)
    if (close < 0) return this.#fail('unclosed comment')
    const [, trim, delim] = /^([ \t\r\n]-)?(\}\})?/.exec(this.#input.slice(close + 2)) ?? []
    if (delim === undefined) return this.#fail('comment ends before closing delimiter')
    this.#at = close + 2 + (trim ? 4 : 2)
    if (trim) this.#skipSpace()
    return true
  }

  #skipSpace() {
    this.#at += /^[ \t\r\n]*/.exec(this.#rest)?.[0].length ?? 0
  }

  #insideAction(): boolean | 'more' {
    const [delim, trim] = /^([ \t\r\n]-)?\}\}/.exec(this.#rest) ?? []
    if (delim !== undefined) {
      if (this.#depth > 0) return this.#fail('unclosed left paren')
      if (trim !== undefined) this.#at += trim.length
      this.#emit('rightDelim', 2)
      if (trim !== undefined) this.#skipSpace()
      return true
    }
    return this.#operand() ? 'more' : false
  }

  #operand(): boolean {
    const rest = this.#rest
    const [character = ''] = rest
    switch (character) {
      case '':
        return this.#fail('unclosed action')
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        return this.#space()
      case '=':
        return this.#emit('assign', 1)
      case ':':
        return rest.startsWith(':=') ? this.#emit('declare', 2) : this.#fail('expected :=')
      case '|':
        return this.#emit('pipe', 1)
      case '"':
        return this.#quoted(/^"(\\[^\n]|[^\\"\n])*"/u, 'string', 'unterminated quoted string')
      case '`':
        return this.#quoted(/^`[^`]*`/, 'rawString', 'unterminated raw quoted string')
      case "'":
        return this.#quoted(
          /^'(\\[^\n]|[^\\'\n])*'/u,
          'charConstant',
          'unterminated character constant',
        )
      case '$':
        return this.#name('variable', 1)
      case '(':
        this.#depth++
        return this.#emit('leftParen', 1)
      case ')':
        this.#emit('rightParen', 1)
        return --this.#depth >= 0 || this.#fail("unexpected right paren U+0029 ')'")
      default:
        return this.#word(rest, character)
    }
  }

  #word(rest: string, character: string): boolean {
    // A dot that ends the template is taken for a number, as Go does.
    if (/^\.[^0-9]/s.test(rest)) return this.#name('field', 1)
    if (/^[.+\-0-9]/.test(rest)) return this.#number()
    if (/^[\p{L}\p{Nd}_]/u.test(rest)) return this.#name('identifier', 0)
    if (/^[\x20-\x7e]/.test(character)) return this.#emit('char', 1)
    return this.#fail(`unrecognized character in action: ${codePoint(rest)}`)
  }

  #space(): boolean {
    const [run = ''] = /^[ \t\r\n]+/.exec(this.#rest) ?? []
    // The last space may belong to a trim marker.
    const isMarked = this.#input.startsWith('-}}', this.#at + run.length)
    const length = isMarked ? run.length - 1 : run.length
    return length > 0 ? this.#emit('space', length) : true
  }

  #quoted(pattern: RegExp, type: TokenType, problem: string): boolean {
    const [found] = pattern.exec(this.#rest) ?? []
    return found === undefined ? this.#fail(problem) : this.#emit(type, found.length)
  }

  /** A name, with its `.` or `$` before it. */
  #name(type: 'variable' | 'field' | 'identifier', prefix: number): boolean {
    const [word = ''] = WORD.exec(this.#input.slice(this.#at + prefix)) ?? []
    const length = prefix + word.length
    const after = this.#input.slice(this.#at + length)
    if (!/^($|[ \t\r\n.,|:)(]|\}\})/.test(after)) {
      return this.#fail(`bad character ${codePoint(after)}`)
    }
    const text = this.#input.slice(this.#at, this.#at + length)
    if (KEYWORDS.has(text)) return this.#emit('keyword', length)
    if (text === 'true' || text === 'false') return this.#emit('bool', length)
    return this.#emit(type, length)
  }

  #number(): boolean {
    const first = this.#numberLength(this.#at)
    const bad = (length: number) => {
      const [next = ''] = this.#input.slice(this.#at + length)
      const shown = this.#input.slice(this.#at, this.#at + length) + next
      return this.#fail(`bad number syntax: ${quote(shown)}`)
    }
    if (this.#isWordAt(this.#at + first)) return bad(first)
    if (!/^[+-]/.test(this.#input.slice(this.#at + first))) return this.#emit('number', first)
    const length = first + this.#numberLength(this.#at + first)
    if (this.#isWordAt(this.#at + length)) return bad(length)
    const text = this.#input.slice(this.#at, this.#at + length)
    if (!text.endsWith('i')) return this.#fail(`bad number syntax: ${quote(text)}`)
    return this.#emit('complex', length)
  }

  #numberLength(at: number): number {
    const rest = this.#input.slice(at)
    const pattern = NUMBERS.find((form, index) => index === 3 || form.test(rest))
    return pattern?.exec(rest)?.[0].length ?? 0
  }

  #isWordAt(at: number): boolean {
    return /^[\p{L}\p{Nd}_]/u.test(this.#input.slice(at))
  }
}

/** A character as Go's `%#U` shows it. */
function codePoint(text: string): string {
  const [character = ''] = text
  const code = character.codePointAt(0) ?? 0
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character) ? `${hex} '${character}'` : hex
}
