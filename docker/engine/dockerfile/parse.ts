import { DockerfileParser } from './parser.ts'
import { invalid } from '../errors.ts'
import { parseLine, type ParsedLine } from './line.ts'

/** One instruction of a Dockerfile, and where it begins. */
export interface Instruction extends ParsedLine {
  /** The number of its first line, from 1. */
  line: number
}

/** A Dockerfile taken apart. */
export interface Dockerfile {
  instructions: readonly Instruction[]
  /** Character that escapes and continues lines: `\`, unless a directive says otherwise. */
  escape: string
  /** What a build says about it before it begins. */
  warnings: readonly string[]
}

/** Bytes of a line that Go's scanner takes. */
const MAX_LINE = 64 * 1024

/**
 * Reads a Dockerfile. The package `dockerfile-ast` finds the instructions and the directives. Where the classic
 * builder sees a line's end otherwise (it knows no here-documents, and `\\` ends a line), what follows is read anew.
 * @throws EngineError (400) in BuildKit's words, as dockerd's parser has them
 */
export function parseDockerfile(source: string): Dockerfile {
  const lines = source.replace(/^\ufeff/, '').split('\n')
  if (lines.at(-1) === '') lines.pop()
  const texts = lines.map((line) => line.replace(/\r$/, ''))
  if (texts.some((line) => line.length >= MAX_LINE / 4 && byteLength(line) >= MAX_LINE)) {
    throw invalid(`dockerfile line greater than max allowed size of ${MAX_LINE - 1}`)
  }
  const escape = escapeOf(texts)
  const instructions: Instruction[] = []
  const warnings: string[] = []
  let next = 0
  while (next < texts.length) {
    const starts = instructionStarts(texts, next, escape)
    const from = next
    for (const { start, end } of starts) {
      const joined = joinLines(texts, start, escape)
      if (joined.hasEmptyLine) {
        warnings.push(`[WARNING]: Empty continuation line found in:\n    ${joined.text}`)
      }
      instructions.push({ ...parseLine(joined.text, escape), line: start + 1 })
      next = joined.end
      if (joined.end !== end) break
    }
    if (next === from) break
  }
  if (warnings.length > 0) {
    warnings.push('[WARNING]: Empty continuation lines will become errors in a future release.')
  }
  if (instructions.length === 0) throw invalid('file with no instructions')
  return { instructions, escape, warnings }
}

/** Where instructions are, from a line on: the number of the first line and of that behind the last. */
function instructionStarts(lines: readonly string[], from: number, escape: string) {
  // The directive has to come first, so it takes the place of a line that has been read.
  const rest = lines.slice(from)
  const head = escape === '\\' ? [] : [`# escape=${escape}`]
  return DockerfileParser.parse([...head, ...rest].join('\n'))
    .getInstructions()
    .map((instruction) => {
      const { start, end } = instruction.getRange()
      const shift = from - head.length
      return { start: start.line + shift, end: end.line + shift + 1 }
    })
}

/** Puts an instruction's lines together (`parser.Parse`). `end` is the line behind it. */
function joinLines(lines: readonly string[], start: number, escape: string) {
  const mark = escape === '\\' ? '\\\\' : escape
  const continued = new RegExp(`(^|[^${mark}])${mark}[ \\t]*$`, 'u')
  let hasEmptyLine = false
  let text = (lines[start] ?? '').trimStart()
  let at = start + 1
  let isContinued = continued.test(text)
  text = text.replace(continued, '$1')
  for (; isContinued && at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (/^\s*#/u.test(line)) continue
    if (line.trim() === '') {
      hasEmptyLine = true
      continue
    }
    isContinued = continued.test(line)
    text += line.replace(continued, '$1')
  }
  return { text, end: at, hasEmptyLine }
}

/** @throws EngineError (400) for a directive that comes twice or names another character */
function escapeOf(lines: readonly string[]): string {
  const seen = new Set<string>()
  let escape = '\\'
  for (const line of lines) {
    const [, name = '', value = ''] =
      /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/u.exec(line.trimStart()) ?? []
    const directive = name.toLowerCase()
    if (directive !== 'escape' && directive !== 'syntax') break
    if (seen.has(directive)) {
      throw invalid(`only one ${directive} parser directive can be used`)
    }
    seen.add(directive)
    if (directive !== 'escape') continue
    if (value !== '\\' && value !== '`') {
      throw invalid(`invalid escape token '${value}' does not match \` or \\`)
    }
    escape = value
  }
  return escape
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
