const HTML: Record<string, string> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
}

/** Go's `template.HTMLEscapeString`. */
export function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, (character) => HTML[character] ?? character)
}

/** Go's `template.JSEscapeString`. */
export function escapeJs(text: string): string {
  return [...text]
    .map((character) => {
      if (/[\\'"]/.test(character)) return `\\${character}`
      const isSpecial = /[<>&=]/.test(character) || character < ' '
      const isShown = character < '\x80' || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character)
      if (!isSpecial && isShown) return character
      const code = character.codePointAt(0) ?? 0
      return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
    })
    .join('')
}

/** Go's `url.QueryEscape`. */
export function escapeQuery(text: string): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      if (/[A-Za-z0-9\-_.~]/.test(character)) return character
      if (character === ' ') return '+'
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}
