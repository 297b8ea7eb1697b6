/** Reads a template's tokens as Go's `text/template` does, its messages included. */

import { quote, unquote } from '../text.ts'
import { TemplateError } from './error.ts'
import { lex, tokenText, type Token, type TokenType } from './lex.ts'
import { nodeText, type Command, type Operand, type Pipe, type Statement } from './nodes.ts'
import { readNumber } from './number.ts'

/** The statements of a template, by the names that `define` and `block` gave them; its own name is empty. */
export type Definitions = Map<string, readonly Statement[]>

/** Reads a template that may use functions of the given names. @throws TemplateError */
export function parse(text: string, functions: ReadonlySet<string>): Definitions {
  const shared: Shared = {
    tokens: lex(text),
    next: 0,
    read: -1,
    functions,
    definitions: new Map(),
    nesting: 0,
  }
  new Parser(shared).parseAll()
  return shared.definitions
}

/** Parentheses and blocks within each other; Go has no limit, but a stack that grows. */
const MAX_NESTING = 1000

interface Shared {
  tokens: readonly Token[]
  next: number
  /** The last token that anybody looked at. */
  read: number
  functions: ReadonlySet<string>
  definitions: Definitions
  nesting: number
}

/** What ends a list of statements. */
type Ending = 'end' | 'else'
type ControlType = 'if' | 'with' | 'range'

const OPERANDS = new Set<TokenType>([
  'bool',
  'charConstant',
  'complex',
  'field',
  'identifier',
  'number',
  'rawString',
  'string',
  'variable',
  'leftParen',
])

const NOTHING: Token = { type: 'error', at: 0, text: '', line: 0 }

class Parser {
  readonly #shared: Shared
  #variables = ['$']
  #rangeDepth = 0
  #actionLine = 0
  /** The line of the last token that it looked at. */
  #line = 0

  constructor(shared: Shared) {
    this.#shared = shared
  }

  parseAll() {
    const statements: Statement[] = []
    while (this.#peek().type !== 'eof') {
      if (this.#isDefinition()) {
        this.#next()
        this.#nextNonSpace()
        new Parser(this.#shared).#definition()
        continue
      }
      const statement = this.#statement()
      if (typeof statement === 'string') this.#fail(`unexpected {{${statement}}}`)
      else statements.push(statement)
    }
    this.#add('', statements)
  }

  #isDefinition(): boolean {
    if (this.#peek().type !== 'leftDelim') return false
    let offset = 1
    while (this.#peek(offset).type === 'space') offset++
    return isKeyword(this.#peek(offset), 'define')
  }

  #definition() {
    const context = 'define clause'
    const token = this.#nextNonSpace()
    const name = this.#templateName(token, context)
    this.#expect('rightDelim', context)
    const [statements, ending] = this.#statements()
    if (ending !== 'end') this.#fail(`unexpected {{${ending}}} in ${context}`)
    this.#add(name, statements)
  }

  #add(name: string, statements: readonly Statement[]) {
    const { definitions } = this.#shared
    const before = definitions.get(name)
    if (before === undefined || isEmpty(before)) definitions.set(name, statements)
    else if (!isEmpty(statements)) {
      this.#fail(`template: multiple definition of template ${quote(name)}`)
    }
  }

  #statements(): [Statement[], Ending] {
    const statements: Statement[] = []
    this.#peekNonSpace()
    while (this.#peekNonSpace().type !== 'eof') {
      const statement = this.#statement()
      if (typeof statement === 'string') return [statements, statement]
      statements.push(statement)
    }
    return this.#fail('unexpected EOF')
  }

  #statement(): Statement | Ending {
    const token = this.#nextNonSpace()
    if (token.type === 'text') return { type: 'text', at: token.at, text: token.text }
    if (token.type !== 'leftDelim') return this.#unexpected(token, 'input')
    this.#actionLine = token.line
    const action = this.#action()
    this.#actionLine = 0
    return action
  }

  #action(): Statement | Ending {
    const token = this.#peekNonSpace()
    const { at } = token
    if (token.type === 'keyword' && token.text !== '.' && token.text !== 'nil') {
      this.#nextNonSpace()
      switch (token.text) {
        case 'if':
        case 'with':
        case 'range':
          return this.#control(token.text)
        case 'end':
          this.#expect('rightDelim', 'end')
          return 'end'
        case 'else':
          if (!isKeyword(this.#peekNonSpace(), 'if')) this.#expect('rightDelim', 'else')
          return 'else'
        case 'break':
        case 'continue':
          return this.#leap(token.text, at)
        case 'block':
          return this.#block()
        case 'template':
          return this.#template()
        default:
          this.#shared.next--
      }
    }
    return { type: 'action', at, pipe: this.#pipeline('command', 'rightDelim') }
  }

  #leap(type: 'break' | 'continue', at: number): Statement {
    const token = this.#nextNonSpace()
    if (token.type !== 'rightDelim') this.#unexpected(token, `{{${type}}}`)
    if (this.#rangeDepth === 0) this.#fail(`{{${type}}} outside {{range}}`)
    return { type, at }
  }

  #control(type: ControlType): Statement {
    return this.#nested(() => this.#controlled(type))
  }

  /** Goes one level deeper. */
  #nested<T>(read: () => T): T {
    if (++this.#shared.nesting > MAX_NESTING) {
      this.#fail(`exceeded maximum nesting depth (${MAX_NESTING})`)
    }
    const result = read()
    this.#shared.nesting--
    return result
  }

  #controlled(type: ControlType): Statement {
    const variables = this.#variables.length
    const pipe = this.#pipeline(type, 'rightDelim')
    if (type === 'range') this.#rangeDepth++
    const [then, ending] = this.#statements()
    if (type === 'range') this.#rangeDepth--
    const otherwise = ending === 'else' ? this.#otherwise(type) : undefined
    this.#variables.length = variables
    return { type, at: pipe.at, pipe, then, otherwise }
  }

  #otherwise(type: ControlType): readonly Statement[] {
    // `else if` needs no `end` of its own.
    if (type === 'if' && isKeyword(this.#peek(), 'if')) {
      this.#next()
      return [this.#control('if')]
    }
    const [statements, ending] = this.#statements()
    if (ending !== 'end') this.#fail(`expected end; found {{${ending}}}`)
    return statements
  }

  #block(): Statement {
    const context = 'block clause'
    const token = this.#nextNonSpace()
    const name = this.#templateName(token, context)
    const pipe = this.#pipeline(context, 'rightDelim')
    const block = new Parser(this.#shared)
    const [statements, ending] = this.#nested(() => block.#statements())
    if (ending !== 'end') this.#fail(`unexpected {{${ending}}} in ${context}`)
    block.#add(name, statements)
    return { type: 'template', at: token.at, name, pipe }
  }

  #template(): Statement {
    const context = 'template clause'
    const token = this.#nextNonSpace()
    const name = this.#templateName(token, context)
    if (this.#peekNonSpace().type === 'rightDelim') {
      this.#nextNonSpace()
      return { type: 'template', at: token.at, name, pipe: undefined }
    }
    const pipe = this.#pipeline(context, 'rightDelim')
    return { type: 'template', at: token.at, name, pipe }
  }

  #templateName(token: Token, context: string): string {
    if (token.type !== 'string' && token.type !== 'rawString') this.#unexpected(token, context)
    return this.#unquoted(token.text)
  }

  #pipeline(context: string, end: TokenType): Pipe {
    const { at } = this.#peekNonSpace()
    const variables: string[] = []
    const isAssignment = this.#declarations(context, variables)
    const commands: Command[] = []
    for (;;) {
      const token = this.#peekNonSpace()
      if (token.type === end) break
      const isOperand = OPERANDS.has(token.type) || isKeyword(token, '.') || isKeyword(token, 'nil')
      if (!isOperand) this.#unexpected(this.#nextNonSpace(), context)
      commands.push(this.#command())
    }
    this.#nextNonSpace()
    if (commands.length === 0) this.#fail(`missing value for ${context}`)
    for (const [index, { args }] of commands.entries()) {
      const first = args[0]?.type ?? ''
      if (index > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(first)) {
        this.#fail(`non executable command in pipeline stage ${index + 1}`)
      }
    }
    return { type: 'pipe', at, variables, isAssignment, commands }
  }

  /** Reads `$x :=`, `$x =` or `$i, $x :=`. @returns whether it assigns to variables that there are */
  #declarations(context: string, variables: string[]): boolean {
    for (;;) {
      const token = this.#peekNonSpace()
      if (token.type !== 'variable') return false
      let offset = 1
      while (this.#peek(offset).type === 'space') offset++
      const next = this.#peek(offset)
      const isComma = next.type === 'char' && next.text === ','
      if (next.type !== 'assign' && next.type !== 'declare' && !isComma) return false
      this.#shared.next += offset + 1
      variables.push(token.text)
      this.#variables.push(token.text)
      if (!isComma) return next.type === 'assign'
      if (context !== 'range' || variables.length > 1) {
        this.#fail(`too many declarations in ${context}`)
      }
      if (!['variable', 'rightDelim', 'rightParen'].includes(this.#peekNonSpace().type)) {
        this.#fail('range can only initialize variables')
      }
    }
  }

  #command(): Command {
    const { at } = this.#peekNonSpace()
    const args: Operand[] = []
    for (;;) {
      this.#peekNonSpace()
      const operand = this.#operand()
      if (operand) args.push(operand)
      const token = this.#next()
      if (token.type === 'space') continue
      if (token.type === 'rightDelim' || token.type === 'rightParen') this.#shared.next--
      else if (token.type !== 'pipe') this.#unexpected(token, 'operand')
      break
    }
    if (args.length === 0) this.#fail('empty command')
    return { type: 'command', at, args }
  }

  #operand(): Operand | undefined {
    const term = this.#term()
    if (!term || this.#peek().type !== 'field') return term
    const { at } = this.#peek()
    const names: string[] = []
    while (this.#peek().type === 'field') names.push(this.#next().text.slice(1))
    switch (term.type) {
      case 'field':
      case 'variable':
        return { ...term, at, names: [...term.names, ...names] }
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#fail(`unexpected . after term ${quote(nodeText(term))}`)
      default:
        return { type: 'chain', at, of: term, names }
    }
  }

  #term(): Operand | undefined {
    const token = this.#nextNonSpace()
    const { at, text } = token
    switch (token.type) {
      case 'identifier':
        if (!this.#shared.functions.has(text)) this.#fail(`function ${quote(text)} not defined`)
        return { type: 'identifier', at, name: text }
      case 'variable':
        if (!this.#variables.includes(text)) this.#fail(`undefined variable ${quote(text)}`)
        return { type: 'variable', at, names: [text] }
      case 'field':
        return { type: 'field', at, names: [text.slice(1)] }
      case 'bool':
        return { type: 'bool', at, value: text === 'true' }
      case 'charConstant':
      case 'complex':
      case 'number':
        return { type: 'number', at, number: this.#orFail(() => readNumber(text)) }
      case 'leftParen':
        return this.#nested(() => this.#pipeline('parenthesized pipeline', 'rightParen'))
      case 'string':
      case 'rawString':
        return { type: 'string', at, quoted: text, text: this.#unquoted(text) }
      case 'keyword':
        if (text === '.') return { type: 'dot', at }
        if (text === 'nil') return { type: 'nil', at }
    }
    this.#shared.next--
    return undefined
  }

  #unquoted(text: string): string {
    const value = unquote(text)
    return value ?? this.#fail('invalid syntax')
  }

  #orFail<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      return this.#fail(error instanceof Error ? error.message : String(error))
    }
  }

  #peek(offset = 0): Token {
    const { tokens, next } = this.#shared
    const index = Math.min(next + offset, tokens.length - 1)
    const token = tokens[index] ?? NOTHING
    if (index > this.#shared.read) {
      this.#shared.read = index
      this.#line = token.line
    }
    return token
  }

  #next(): Token {
    const token = this.#peek()
    this.#shared.next++
    return token
  }

  #peekNonSpace(): Token {
    while (this.#peek().type === 'space') this.#next()
    return this.#peek()
  }

  #nextNonSpace(): Token {
    this.#peekNonSpace()
    return this.#next()
  }

  #expect(type: TokenType, context: string) {
    const token = this.#nextNonSpace()
    if (token.type !== type) this.#unexpected(token, context)
  }

  #unexpected(token: Token, context: string): never {
    if (token.type !== 'error') this.#fail(`unexpected ${tokenText(token)} in ${context}`)
    const isElsewhere = this.#actionLine !== 0 && this.#actionLine !== token.line
    const place = token.text.endsWith(' action') ? ' started' : ' in action started'
    this.#fail(token.text + (isElsewhere ? `${place} at :${this.#actionLine}` : ''))
  }

  #fail(message: string): never {
    throw new TemplateError(`template: :${this.#line}: ${message}`)
  }
}

function isKeyword({ type, text }: Token, word: string): boolean {
  return type === 'keyword' && text === word
}

/** Whether there is nothing but space. */
export function isEmpty(statements: readonly Statement[]): boolean {
  return statements.every((statement) => statement.type === 'text' && statement.text.trim() === '')
}
