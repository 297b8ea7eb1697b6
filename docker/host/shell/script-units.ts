/** A part of a script that is shown as one command: most often a line. */
export interface ScriptUnit {
  /** Its lines as the shell gets them, with their ends. */
  source: string
  /** What is shown of it: joined lines, without comment and prompt; empty where there is nothing to show. */
  text: string
}

/**
 * Divides a script into what a terminal would show behind one prompt. The shell reads the script itself, so this decides
 * only what is shown together; prompts (`$ `) at the beginning of a command, as in texts to copy from, are taken away.
 */
export function scriptUnits(script: string): ScriptUnit[] {
  const units: ScriptUnit[] = []
  let lines: string[] = []
  for (const line of script.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n')) {
    lines.push(lines.length === 0 ? line.replace(/^\s*\$\s+/, '') : line)
    const source = `${lines.join('\n')}\n`
    const { isOpen, text } = scan(source)
    if (isOpen) continue
    units.push({ source, text })
    lines = []
  }
  if (lines.length > 0)
    units.push({ source: `${lines.join('\n')}\n`, text: lines.join('\n').trim() })
  return units
}

const OPENERS = ['if', 'case', 'for', 'while', 'until', '{']
const CLOSERS = ['fi', 'esac', 'done', '}']
/** Words behind which a command begins, which may be another such word. */
const LEADERS = ['', ...OPENERS, 'then', 'else', 'elif', 'do', '!']

/** Whether the lines want more lines, and what is shown of them. */
function scan(source: string): { isOpen: boolean; text: string } {
  let text = ''
  let quote = ''
  let depth = 0
  let parentheses = 0
  let word = ''
  let before = ''
  const documents: string[] = []
  let at = 0
  const endWord = () => {
    if (word !== '' && LEADERS.includes(before)) {
      if (OPENERS.includes(word)) depth += 1
      if (CLOSERS.includes(word)) depth -= 1
    }
    if (word !== '') before = word
    word = ''
  }
  while (at < source.length) {
    const character = source.charAt(at)
    at += 1
    if (character === '\\' && quote !== "'") {
      const next = source.charAt(at)
      at += 1
      if (next === '\n' && at >= source.length) return { isOpen: true, text }
      if (next !== '\n') text += character + next
      word += next
      continue
    }
    if (quote !== '') {
      if (character === quote) quote = ''
      text += character
      continue
    }
    if (character === '#' && /(^|\s)$/.test(text)) {
      while (at < source.length && source.charAt(at) !== '\n') at += 1
      continue
    }
    text += character
    if (character === '"' || character === "'" || character === '`') {
      quote = character
      word += character
    } else if (/[\s;&|()]/.test(character)) {
      endWord()
      if (character === '(') parentheses += 1
      // A pattern of `case` has but the one that closes.
      if (character === ')' && parentheses > 0) parentheses -= 1
      if (!/[ \t]/.test(character)) before = ''
      if (character === '\n' && documents.length > 0) {
        const end = endOfDocuments(source, at, documents)
        if (end === undefined) return { isOpen: true, text }
        text += source.slice(at, end)
        at = end
        documents.length = 0
      }
    } else {
      word += character
      const document = /^<<-?\s*(["']?)([\w.-]+)\1/.exec(source.slice(at - 1))
      if (character === '<' && source.charAt(at - 2) !== '<' && document) {
        documents.push(document[2] ?? '')
        text += document[0].slice(1)
        at += document[0].length - 1
        word = ''
      }
    }
  }
  const isOpen =
    quote !== '' || depth + parentheses > 0 || documents.length > 0 || /(\||&&)\s*$/.test(text)
  return { isOpen, text: text.trim() }
}

/** Where what follows the documents begins; undefined where they do not end. */
function endOfDocuments(source: string, from: number, words: readonly string[]) {
  let at = from
  for (const word of words) {
    for (;;) {
      if (at >= source.length) return undefined
      const end = source.indexOf('\n', at)
      const line = source.slice(at, end)
      at = end + 1
      if (line.replace(/^\t+/, '') === word) break
    }
  }
  return at
}
