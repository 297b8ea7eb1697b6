import { cleanPath, dirName } from './path.ts'
import { globMatches } from './glob.ts'

interface Pattern {
  /** As `.dockerignore` has it, without `!`. */
  readonly text: string
  readonly isException: boolean
  readonly depth: number
  readonly expression: RegExp
}

/** Patterns of a `.dockerignore` (moby's `fileutils.PatternMatcher`); later ones overrule earlier ones. */
export class PatternMatcher {
  readonly #patterns: readonly Pattern[]

  /** @throws EngineError `syntax error in pattern`, Error for a lone `!` */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.flatMap((given) => {
      const trimmed = given.trim()
      if (trimmed === '') return []
      const clean = cleanPath(trimmed)
      const isException = clean.startsWith('!')
      if (clean === '!') throw new Error('illegal exclusion pattern: "!"')
      const text = isException ? clean.slice(1) : clean
      globMatches(text, '.')
      return [{ text, isException, depth: text.split('/').length, expression: expressionOf(text) }]
    })
  }

  /** Whether a path, or a folder that it is in, is matched by the patterns taken together. */
  matches(path: string): boolean {
    const folder = dirName(path)
    const folders = folder.split('/')
    let matched = false
    for (const { depth, expression, isException } of this.#patterns) {
      const isMatch =
        expression.test(path) ||
        (folder !== '.' &&
          depth <= folders.length &&
          expression.test(folders.slice(0, depth).join('/')))
      if (isMatch) matched = !isException
    }
    return matched
  }

  /** Whether something inside of a folder that is matched may be an exception. */
  mayHoldExceptions(folder: string): boolean {
    return this.#patterns.some(
      ({ isException, text }) => isException && `${text}/`.startsWith(`${folder}/`),
    )
  }
}

/** Whether one of some patterns matches a path; the root itself is never matched (`fileutils.Matches`). */
export function matchesPatterns(path: string, patterns: readonly string[]): boolean {
  const clean = cleanPath(path)
  return clean !== '.' && new PatternMatcher(patterns).matches(clean)
}

function expressionOf(pattern: string): RegExp {
  const characters = Array.from(pattern)
  let expression = ''
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? ''
    if (character === '*' && characters[at + 1] === '*') {
      at++
      if (characters[at + 1] === '/') at++
      expression += at + 1 >= characters.length ? '.*' : '(.*/)?'
    } else if (character === '*') expression += '[^/]*'
    else if (character === '?') expression += '[^/]'
    else if (character === '\\') expression += literal(characters[++at] ?? '\\')
    else if (character === '[') {
      const end = characters.indexOf(']', at + 2)
      // globMatches has found it well-formed.
      expression += characters.slice(at, end + 1).join('')
      at = end
    } else expression += literal(character)
  }
  return new RegExp(`^${expression}$`, 's')
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`)
}

/** Patterns of a `.dockerignore`'s text: comments and empty lines left out, paths made shortest (`dockerignore.ReadAll`). */
export function readIgnoreFile(text: string): string[] {
  return text
    .replace(/^\ufeff/, '')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const isException = line.startsWith('!')
      const bare = (isException ? line.slice(1) : line).trim()
      const clean = bare === '' ? '' : cleanPath(bare).replace(/^\/(?=.)/, '')
      return isException ? `!${clean}` : clean
    })
}
