/** How BuildKit's parser takes one instruction apart (`frontend/dockerfile/parser/split_command.go`, `line_parsers.go`). */

/** White space as BuildKit's parser has it between words. */
export const BLANK = /[\t\v\f\r ]+/

/** An instruction's parts as they are written. */
export interface SplitLine {
  /** In small letters. */
  keyword: string
  /** What begins with `--` before the arguments, quotes taken away. */
  flags: string[]
  rest: string
}

/** Splits a line into keyword, flags and what follows. */
export function splitLine(line: string): SplitLine {
  const trimmed = line.trim()
  const [, keyword = '', args = ''] = /^([^\t\v\f\r ]*)(?:[\t\v\f\r ]+(.*))?$/su.exec(trimmed) ?? []
  const { flags, rest } = splitFlags(args)
  return { keyword: keyword.toLowerCase(), flags, rest: rest.trim() }
}

function splitFlags(text: string): { flags: string[]; rest: string } {
  const flags: string[] = []
  let at = 0
  for (;;) {
    while (isSpace(text[at])) at++
    if (!text.startsWith('--', at)) return { flags, rest: text.slice(at) }
    const { word, quoted, end } = readFlag(text, at)
    at = end
    if (word === '--') return { flags, rest: text.slice(at) }
    if (word !== '' || quoted) flags.push(word)
    if (at >= text.length) return { flags, rest: '' }
  }
}

function readFlag(text: string, start: number) {
  let at = start
  let word = ''
  let quote = ''
  let quoted = false
  for (; at < text.length; at++) {
    const character = text.charAt(at)
    if (quote === '' && isSpace(character)) break
    if (quote === '' ? character === '"' || character === "'" : character === quote) {
      quote = quote === '' ? character : ''
      quoted = true
    } else if (character === '\\') {
      word += text.charAt(++at)
    } else {
      word += character
    }
  }
  return { word, quoted, end: at }
}

/** Splits text at spaces that are not quoted; quotes and escapes stay for who reads the words (`parseWords`). */
export function splitWords(text: string, escape: string): string[] {
  const words: string[] = []
  let word = ''
  let begun = false
  let quote = ''
  const characters = Array.from(text)
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? ''
    if (quote === '' && isSpace(character)) {
      if (begun) words.push(word)
      word = ''
      begun = false
      continue
    }
    if (character === escape && quote !== "'") {
      // One at the very end is left out.
      const next = characters[++at]
      if (next === undefined) break
      word += character + next
    } else {
      if (quote === '' && (character === '"' || character === "'")) quote = character
      else if (character === quote) quote = ''
      word += character
    }
    begun = true
  }
  if (begun) words.push(word)
  return words
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /^\s$/u.test(character)
}
