/** Escapes of Go's strings, by what they stand for. */
export const ESCAPES: Record<string, string> = {
  '\x07': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
}

/** What Go's `strconv.IsPrint` accepts: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

/** A string in double quotes with Go's escapes (`strconv.Quote`). */
export function quote(text: string, mark = '"'): string {
  const escaped = [...text].map((character) => {
    if (character === mark || character === '\\') return `\\${character}`
    if (PRINTABLE.test(character)) return character
    const code = character.codePointAt(0) ?? 0
    const hex = (digits: number) => code.toString(16).padStart(digits, '0')
    if (code >= 0xd8_00 && code <= 0xdf_ff) return String.raw`\ufffd`
    if (code < 0x80) return ESCAPES[character] ?? String.raw`\x${hex(2)}`
    return code < 0x1_00_00 ? String.raw`\u${hex(4)}` : String.raw`\U${hex(8)}`
  })
  return `${mark}${escaped.join('')}${mark}`
}

/** An integer as Go's `%q` prints it: the character of that number in single quotes. */
export function quoteRune(code: number): string {
  return quote(String.fromCodePoint(code), "'")
}

/** A list of texts as Go's `%q` prints it: `["a" "b"]`. */
export function quoteList(texts: readonly string[]): string {
  return `[${texts.map((text) => quote(text)).join(' ')}]`
}
