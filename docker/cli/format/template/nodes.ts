/** What a template is made of. */

import { quote } from '../text.ts'

interface At {
  /** Where it begins in the template's text. */
  at: number
}

/** What a number in a template can be. */
export interface GoNumber {
  text: string
  int?: bigint
  uint?: bigint
  float?: number
}

export type Operand = At &
  (
    | { type: 'bool'; value: boolean }
    | { type: 'dot' }
    | { type: 'nil' }
    | { type: 'number'; number: GoNumber }
    | { type: 'string'; quoted: string; text: string }
    | { type: 'field'; names: readonly string[] }
    /** The first name is the variable's. */
    | { type: 'variable'; names: readonly string[] }
    | { type: 'identifier'; name: string }
    | { type: 'chain'; of: Operand; names: readonly string[] }
    | Pipe
  )

export interface Command extends At {
  type: 'command'
  args: readonly Operand[]
}

export interface Pipe extends At {
  type: 'pipe'
  /** Variables that it declares or assigns to. */
  variables: readonly string[]
  isAssignment: boolean
  commands: readonly Command[]
}

export interface Branch extends At {
  type: 'if' | 'with' | 'range'
  pipe: Pipe
  then: readonly Statement[]
  otherwise: readonly Statement[] | undefined
}

export type Statement = At &
  (
    | { type: 'text'; text: string }
    | { type: 'action'; pipe: Pipe }
    | { type: 'break' | 'continue' }
    | { type: 'template'; name: string; pipe: Pipe | undefined }
    | Branch
  )

export type Node = Operand | Command | Statement

/** A node as messages show it: its source, spaces made one. */
export function nodeText(node: Node): string {
  switch (node.type) {
    case 'bool':
      return String(node.value)
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'number':
      return node.number.text
    case 'string':
      return node.quoted
    case 'field':
      return node.names.map((name) => `.${name}`).join('')
    case 'variable':
      return node.names.join('.')
    case 'identifier':
      return node.name
    case 'chain':
      return parenthesized(node.of) + node.names.map((name) => `.${name}`).join('')
    case 'command':
      return node.args.map(parenthesized).join(' ')
    case 'pipe': {
      const declared = node.variables.length > 0 ? `${node.variables.join(', ')} := ` : ''
      return declared + node.commands.map(nodeText).join(' | ')
    }
    case 'text':
      return node.text
    case 'action':
      return `{{${nodeText(node.pipe)}}}`
    case 'template': {
      const pipe = node.pipe ? ` ${nodeText(node.pipe)}` : ''
      return `{{template ${quote(node.name)}${pipe}}}`
    }
    case 'break':
    case 'continue':
      return `{{${node.type}}}`
    default:
      return branchText(node)
  }
}

function branchText({ type, pipe, then, otherwise }: Branch): string {
  const all = (statements: readonly Statement[]) => statements.map(nodeText).join('')
  const other = otherwise ? `{{else}}${all(otherwise)}` : ''
  return `{{${type} ${nodeText(pipe)}}}${all(then)}${other}{{end}}`
}

function parenthesized(operand: Operand): string {
  return operand.type === 'pipe' ? `(${nodeText(operand)})` : nodeText(operand)
}
