/** The first `length` characters, the last of them `…` where something is left out. */
export function ellipsis(text: string, length: number): string {
  const characters = [...text]
  if (characters.length <= length) return text
  return `${characters.slice(0, length - 1).join('')}…`
}

const ESCAPES: Record<string, string> = {
  '"': String.raw`\"`,
  '\\': '\\\\',
  '\x07': String.raw`\a`,
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
  '\v': String.raw`\v`,
}

/** A string in double quotes with Go's escapes (`strconv.Quote`), as `docker ps` shows commands. */
export function quote(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is escaped
  const escaped = text.replace(/["\\\x00-\x1f\x7f]/g, (character) => {
    const hex = character.charCodeAt(0).toString(16).padStart(2, '0')
    return ESCAPES[character] ?? String.raw`\x${hex}`
  })
  return `"${escaped}"`
}
