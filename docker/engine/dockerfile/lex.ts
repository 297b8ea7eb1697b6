/**
 * Words of a Dockerfile as BuildKit's shell lexer reads them (`frontend/dockerfile/shell/lex.go`, moby 20.10): quotes
 * are taken away and variables replaced (https://docs.docker.com/reference/dockerfile/#environment-replacement).
 */

import { quote } from '../go/quote.ts'

/** Value of a variable; undefined where it is not set. */
export type Lookup = (name: string) => string | undefined

/** Reads words with one escape character. */
export interface Lex {
  /** Takes quotes away and replaces variables; spaces stay. @throws Error in BuildKit's words */
  word(text: string, lookup: Lookup): string
  /** The same, and splits at spaces that are not quoted, those in values too. @throws Error */
  words(text: string, lookup: Lookup): string[]
}

/** @param escape the escape character: `\`, or the backquote where a directive says so */
export function createLex(escape: string): Lex {
  const process = (text: string, lookup: Lookup) => {
    const reader = new Reader(text, escape, lookup)
    try {
      return reader.until(undefined)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(`failed to process ${quote(text)}: ${reason}`, { cause: error })
    }
  }
  return {
    word: (text, lookup) => process(text, lookup).text,
    words: (text, lookup) => process(text, lookup).words,
  }
}

/** Looks a variable up in `NAME=value` texts; of several the last holds. */
export function lookupIn(env: readonly string[]): Lookup {
  const values = new Map(
    env.map((entry) => {
      const [name = '', ...value] = entry.split('=')
      return [name, value.join('=')]
    }),
  )
  return (name) => values.get(name)
}

const SPACE = /^\s$/u
const LETTER = /^[\p{L}\p{Nd}_]$/u
const DIGIT = /^\p{Nd}$/u
const SPECIAL = '@*#?-$!0'

class Reader {
  readonly #characters: readonly string[]
  readonly #escape: string
  readonly #lookup: Lookup
  #at = 0

  constructor(text: string, escape: string, lookup: Lookup) {
    this.#characters = Array.from(text)
    this.#escape = escape
    this.#lookup = lookup
  }

  /** Reads up to `stop`, which is read too; to the end where there is none. */
  until(stop: string | undefined): { text: string; words: string[] } {
    let text = ''
    const words = new Words()
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      if (next === stop) {
        this.#at++
        return { text, words: words.all() }
      }
      if (next === "'" || next === '"') {
        const quoted = next === "'" ? this.#singleQuoted() : this.#doubleQuoted()
        text += quoted
        words.addRaw(quoted)
      } else if (next === '$') {
        const value = this.#variable()
        text += value
        words.add(value)
      } else {
        this.#at++
        const isEscaped = next === this.#escape
        const character = isEscaped ? this.#next() : next
        if (character === undefined) break
        text += character
        if (isEscaped) words.addRaw(character)
        else words.add(character)
      }
    }
    if (stop !== undefined) {
      throw new Error(`unexpected end of statement while looking for matching ${stop}`)
    }
    return { text, words: words.all() }
  }

  #peek(): string | undefined {
    return this.#characters[this.#at]
  }

  #next(): string | undefined {
    return this.#characters[this.#at++]
  }

  #singleQuoted(): string {
    this.#at++
    let text = ''
    for (;;) {
      const next = this.#next()
      if (next === undefined) throw unclosed('single')
      if (next === "'") return text
      text += next
    }
  }

  #doubleQuoted(): string {
    this.#at++
    let text = ''
    for (;;) {
      const next = this.#peek()
      if (next === undefined) throw unclosed('double')
      if (next === '$') {
        text += this.#variable()
        continue
      }
      this.#at++
      if (next === '"') return text
      if (next !== this.#escape) {
        text += next
        continue
      }
      const escaped = this.#peek()
      // A lone escape at the end stands for nothing; only these can be escaped between quotes.
      if (escaped === undefined) continue
      const isTaken = ['"', '$', this.#escape].includes(escaped)
      if (isTaken) this.#at++
      text += isTaken ? escaped : next
    }
  }

  #variable(): string {
    this.#at++
    if (this.#peek() !== '{') {
      const name = this.#name()
      return name === '' ? '$' : (this.#lookup(name) ?? '')
    }
    this.#at++
    const first = this.#peek()
    if (first === undefined) throw new Error("syntax error: missing '}'")
    if (['{', '}', ':'].includes(first)) throw new Error('syntax error: bad substitution')
    const name = this.#name()
    const sign = this.#next()
    if (sign === '}') return this.#lookup(name) ?? ''
    if (sign === '?') return this.#required(name, this.#operand(), false)
    if (sign !== ':') throw new Error("missing ':' in substitution")
    const modifier = this.#next()
    const operand = this.#operand()
    const value = this.#lookup(name) ?? ''
    if (modifier === '+') return value === '' ? '' : operand
    if (modifier === '-') return value === '' ? operand : value
    if (modifier === '?') return this.#required(name, operand, true)
    throw new Error(`unsupported modifier (${modifier ?? '\ufffd'}) in substitution`)
  }

  #operand(): string {
    try {
      return this.until('}').text
    } catch (error) {
      if (this.#peek() === undefined) throw new Error("syntax error: missing '}'", { cause: error })
      throw error
    }
  }

  #required(name: string, message: string, isFilled: boolean): string {
    const value = this.#lookup(name)
    if (value === undefined) {
      throw new Error(`${name}: ${message || 'is not allowed to be unset'}`)
    }
    if (isFilled && value === '') {
      throw new Error(`${name}: ${message || 'is not allowed to be empty'}`)
    }
    return value
  }

  #name(): string {
    const first = this.#peek() ?? ''
    if (DIGIT.test(first)) return this.#while(DIGIT)
    if (first !== '' && SPECIAL.includes(first)) {
      this.#at++
      return first
    }
    return this.#while(LETTER)
  }

  #while(kind: RegExp): string {
    let text = ''
    for (let next = this.#peek(); next !== undefined && kind.test(next); next = this.#peek()) {
      text += next
      this.#at++
    }
    return text
  }
}

/** Words that come together piece by piece. */
class Words {
  readonly #words: string[] = []
  #word = ''

  /** Text in which spaces end words. */
  add(text: string) {
    for (const character of text) {
      if (!SPACE.test(character)) this.#word += character
      else this.#end()
    }
  }

  /** Text that belongs to one word whatever is in it. */
  addRaw(text: string) {
    this.#word += text
  }

  all(): string[] {
    this.#end()
    return this.#words
  }

  #end() {
    if (this.#word !== '') this.#words.push(this.#word)
    this.#word = ''
  }
}

function unclosed(kind: 'single' | 'double') {
  return new Error(`unexpected end of statement while looking for matching ${kind}-quote`)
}
