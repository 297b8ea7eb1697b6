import { ESCAPES } from '../../engine/go/quote.ts'

export { quote } from '../../engine/go/quote.ts'

/** The first `length` characters, the last of them `…` where something is left out. */
export function ellipsis(text: string, length: number): string {
  const characters = [...text]
  if (characters.length <= length) return text
  return `${characters.slice(0, length - 1).join('')}…`
}

const UNESCAPES: Record<string, string> = Object.fromEntries(
  Object.entries(ESCAPES).map(([character, escape]) => [escape, character]),
)

/** Takes one character, escaped or not, off a Go string in the quotes `mark`; undefined where it is none. */
export function unquoteChar(
  text: string,
  mark: string,
): { text: string; rest: string } | undefined {
  const [first = ''] = text
  if (first === '' || first === mark || first === '\n') return undefined
  if (first !== '\\') return { text: first, rest: text.slice(first.length) }
  const second = text.charAt(1)
  const rest = text.slice(2)
  if (second === '\\' || (second === mark && mark !== '')) return { text: second, rest }
  const simple = UNESCAPES[`\\${second}`]
  if (simple !== undefined) return { text: simple, rest }
  const [all, hex, octal] =
    /^\\(?:(?:x(?=[0-9a-fA-F]{2})|u(?=[0-9a-fA-F]{4})|U(?=[0-9a-fA-F]{8}))([0-9a-fA-F]+)|([0-7]{3}))/.exec(
      text,
    ) ?? []
  if (all === undefined) return undefined
  const lengths: Record<string, number> = { x: 2, u: 4, U: 8 }
  const digits = octal ?? hex?.slice(0, lengths[second] ?? 0) ?? ''
  const code = Number.parseInt(digits, octal === undefined ? 16 : 8)
  const isBad = code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)
  if (isBad || (octal !== undefined && code > 255)) return undefined
  const length = octal === undefined ? 2 + digits.length : 4
  return { text: String.fromCodePoint(code), rest: text.slice(length) }
}

/** The text of a Go string, in double quotes or backquotes (`strconv.Unquote`); undefined where it is none. */
export function unquote(text: string): string | undefined {
  const mark = text.charAt(0)
  if (text.length < 2 || !text.endsWith(mark)) return undefined
  const inner = text.slice(1, -1)
  if (mark === '`') return inner.includes('`') ? undefined : inner.replaceAll('\r', '')
  let value = ''
  for (let rest = inner; rest !== '';) {
    const read = unquoteChar(rest, mark)
    if (!read) return undefined
    value += read.text
    rest = read.rest
  }
  return value
}
