/** Value of a variable; undefined where it is not set. */
export type Lookup = (name: string) => string | undefined

/**
 * Splits an instruction's text into words as Docker does: quotes are removed, `$name`, `${name}`,
 * `${name:-default}` and `${name:+alternative}` are replaced, except between single quotes
 * (https://docs.docker.com/reference/dockerfile/#environment-replacement).
 *
 * @throws when a quote or a brace is not closed, or a `${…}` has another form.
 */
export function splitWords(text: string, escape: string, lookup: Lookup): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote: '"' | "'" | undefined
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === quote) {
      quote = undefined
    } else if (quote === "'") {
      word += char
    } else if (char === escape && at + 1 < text.length) {
      const next = text.charAt(++at)
      const escapes = quote === undefined || ['"', '$', escape].includes(next)
      word = (word ?? '') + (escapes ? next : char + next)
    } else if (char === '$') {
      const variable = readVariable(text.slice(at), lookup)
      word = (word ?? '') + variable.value
      at += variable.length - 1
    } else if (quote === undefined && (char === '"' || char === "'")) {
      quote = char
      word ??= ''
    } else if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + char
    }
  }
  if (quote !== undefined) throw new Error(`unexpected end of statement while looking for ${quote}`)
  if (word !== undefined) words.push(word)
  return words
}

/** Replaces variables in text that is not split, such as the strings of a JSON form. */
export function expand(text: string, lookup: Lookup): string {
  return text.replace(/\$(\{[^}]*\}?|\w+)/g, (match) => readVariable(match, lookup).value)
}

function readVariable(text: string, lookup: Lookup): { value: string; length: number } {
  const plain = /^\$([A-Za-z_]\w*|\d)/.exec(text)
  if (plain?.[1] !== undefined) return { value: lookup(plain[1]) ?? '', length: plain[0].length }
  if (!text.startsWith('${')) return { value: '$', length: 1 }
  const braced = /^\$\{(\w+)(?::([-+])([^{}]*))?\}/.exec(text)
  if (braced?.[1] === undefined) throw new Error(`unsupported modifier or missing } in ${text}`)
  const value = lookup(braced[1]) ?? ''
  const [length, operator, other = ''] = [braced[0].length, braced[2], braced[3]]
  if (operator === '-') return { value: value === '' ? other : value, length }
  if (operator === '+') return { value: value === '' ? '' : other, length }
  return { value, length }
}
