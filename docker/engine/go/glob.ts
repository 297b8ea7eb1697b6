import { EngineError } from '../errors.ts'

/**
 * Whether a name matches a shell pattern, by the rules of Go's `path.Match`: `*` and `?` stop at slashes, `[…]` may
 * begin with `^`, a backslash takes the next character as it is.
 * @throws EngineError (500) `syntax error in pattern`
 */
export function globMatches(pattern: string, name: string): boolean {
  return globExpression(pattern).test(name)
}

function globExpression(pattern: string): RegExp {
  const characters = Array.from(pattern)
  let expression = ''
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? ''
    if (character === '*') expression += '[^/]*'
    else if (character === '?') expression += '[^/]'
    else if (character === '[') {
      const { text, end } = characterClass(characters, at + 1)
      expression += text
      at = end
    } else if (character === '\\') expression += literal(characters[++at])
    else expression += literal(character)
  }
  return new RegExp(`^${expression}$`, 'u')
}

/** Reads `[…]` from behind its bracket; `end` is where its closing bracket is. */
function characterClass(characters: readonly string[], start: number) {
  let at = start
  const negated = characters[at] === '^'
  if (negated) at++
  const one = () => {
    if (characters[at] === '-' || characters[at] === ']') throw syntaxError()
    if (characters[at] === '\\') at++
    const character = characters[at++]
    if (character === undefined) throw syntaxError()
    return character
  }
  const first = at
  let ranges = ''
  while (characters[at] !== ']' || at === first) {
    const low = one()
    let high = low
    if (characters[at] === '-') {
      at++
      high = one()
    }
    // A range that is upside down has nothing in it.
    if (low <= high) ranges += `\\u{${code(low)}}-\\u{${code(high)}}`
  }
  return { text: `[${negated ? '^' : ''}${ranges}]`, end: at }
}

function code(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16)
}

function literal(character: string | undefined): string {
  if (character === undefined) throw syntaxError()
  return `\\u{${code(character)}}`
}

function syntaxError() {
  return new EngineError(500, 'syntax error in pattern')
}
