/** JSON on several lines, as Go's `json.Indent` lays it out: the values stay as they are written, empty ones on one line. */
export function indentJson(text: string, step: string): string {
  let depth = 0
  const line = () => `\n${step.repeat(depth)}`
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+|\{\s*\}|\[\s*\]|[{}[\],:]/g, (token) => {
    switch (token) {
      case '{':
      case '[':
        depth++
        return token + line()
      case '}':
      case ']':
        depth--
        return line() + token
      case ',':
        return token + line()
      case ':':
        return ': '
      default:
        if (token.startsWith('"')) return token
        return token.replace(/\s+/g, '')
    }
  })
}
