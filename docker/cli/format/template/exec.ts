/** Executes a template as Go's `text/template` does, its messages included. */

import { printValue } from '../go/print.ts'
import { isAssignable, type GoType } from '../go/type.ts'
import {
  goBool,
  GoError,
  goFloat,
  goInt,
  goString,
  indirect,
  INVALID,
  isNilReference,
  isTrue,
  unboxed,
  VALUE,
  zeroOf,
  type GoFunc,
  type GoValue,
} from '../go/value.ts'
import { sortedEntries } from '../go/print.ts'
import { quote } from '../text.ts'
import { byteLength, TemplateError } from './error.ts'
import { findField } from './field.ts'
import {
  nodeText,
  type Branch,
  type Command,
  type Node,
  type Operand,
  type Pipe,
  type Statement,
} from './nodes.ts'
import type { Definitions } from './parse.ts'

export interface ExecInput {
  text: string
  definitions: Definitions
  functions: ReadonlyMap<string, GoFunc>
  /** Whether a key that a map has not is an error. */
  strict: boolean
}

/** Templates that call themselves are followed this deep; Go's limit, which messages name, is 100000. */
const MAX_DEPTH = 500
const TOO_DEEP = 'exceeded maximum template depth (100000)'

/** @throws TemplateError */
export function execute(input: ExecInput, data: GoValue): string {
  const output: string[] = []
  const statements = input.definitions.get('') ?? []
  try {
    new Execution(input, output, '', 0, data).run(statements, data)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new TemplateError(`template: :1:0: ${TOO_DEEP}`, output.join(''))
  }
  return output.join('')
}

/** `break` and `continue` on their way to the loop. */
class Leap extends Error {
  readonly type: 'break' | 'continue'

  constructor(type: 'break' | 'continue') {
    super(type)
    this.type = type
  }
}

interface Variable {
  name: string
  value: GoValue
}

class Execution {
  readonly #input: ExecInput
  readonly #output: string[]
  readonly #name: string
  readonly #depth: number
  readonly #variables: Variable[]
  #node: Node | undefined

  constructor(input: ExecInput, output: string[], name: string, depth: number, data: GoValue) {
    this.#input = input
    this.#output = output
    this.#name = name
    this.#depth = depth
    this.#variables = [{ name: '$', value: data }]
  }

  run(statements: readonly Statement[], dot: GoValue) {
    for (const statement of statements) this.#walk(statement, dot)
  }

  #walk(statement: Statement, dot: GoValue) {
    this.#node = statement
    switch (statement.type) {
      case 'text':
        this.#output.push(statement.text)
        return
      case 'action': {
        const value = this.#pipeline(statement.pipe, dot)
        if (statement.pipe.variables.length === 0) this.#print(statement, value)
        return
      }
      case 'break':
      case 'continue':
        throw new Leap(statement.type)
      case 'template':
        this.#template(statement.name, statement.pipe, dot)
        return
      case 'range':
        this.#range(statement, dot)
        return
      default:
        this.#branch(statement, dot)
    }
  }

  #branch({ type, pipe, then, otherwise }: Branch, dot: GoValue) {
    const mark = this.#variables.length
    const value = this.#pipeline(pipe, dot)
    if (isTrue(unboxed(value))) this.run(then, type === 'with' ? value : dot)
    else if (otherwise) this.run(otherwise, dot)
    this.#variables.length = mark
  }

  #range(statement: Branch, dot: GoValue) {
    const { pipe, then, otherwise } = statement
    const before = this.#variables.length
    const value = indirect(this.#pipeline(pipe, dot))
    const mark = this.#variables.length
    const items = this.#itemsOf(value)
    try {
      for (const [key, item] of items) {
        const declared = pipe.variables.length
        if (declared > 0) this.#setTop(1, item)
        if (declared > 1) this.#setTop(2, key)
        this.#iterate(then, item)
        this.#variables.length = mark
      }
      if (items.length === 0 && otherwise) this.run(otherwise, dot)
    } catch (error) {
      if (!(error instanceof Leap) || error.type !== 'break') throw error
    } finally {
      this.#variables.length = before
    }
  }

  #iterate(statements: readonly Statement[], item: GoValue) {
    try {
      this.run(statements, item)
    } catch (error) {
      if (!(error instanceof Leap) || error.type !== 'continue') throw error
    }
  }

  #itemsOf(value: GoValue): [GoValue, GoValue][] {
    switch (value.kind) {
      case 'slice':
        return (value.value ?? []).map((item, at) => [goInt(at), item])
      case 'map':
        return sortedEntries(value.value).map(([key, item]) => [
          goString(key, value.type.key),
          item,
        ])
      case 'invalid':
        return []
      default:
        return this.#fail(`range can't iterate over ${printValue(value)}`)
    }
  }

  #template(name: string, pipe: Pipe | undefined, dot: GoValue) {
    const statements = this.#input.definitions.get(name)
    if (!statements) this.#fail(`template ${quote(name)} not defined`)
    if (this.#depth >= MAX_DEPTH) this.#fail(TOO_DEEP)
    const data = pipe ? this.#pipeline(pipe, dot) : INVALID
    new Execution(this.#input, this.#output, name, this.#depth + 1, data).run(statements, data)
  }

  #pipeline(pipe: Pipe, dot: GoValue): GoValue {
    this.#node = pipe
    let value: GoValue | undefined
    for (const command of pipe.commands) value = unboxed(this.#command(command, dot, value))
    const result = value ?? INVALID
    for (const name of pipe.variables) {
      if (!pipe.isAssignment) this.#variables.push({ name, value: result })
      else this.#find(name).value = result
    }
    return result
  }

  #find(name: string): Variable {
    return (
      this.#variables.findLast((variable) => variable.name === name) ??
      this.#fail(`undefined variable: ${name}`)
    )
  }

  #setTop(fromTop: number, value: GoValue) {
    const variable = this.#variables.at(-fromTop)
    if (variable) variable.value = value
  }

  #command({ args }: Command, dot: GoValue, final: GoValue | undefined): GoValue {
    const [first] = args
    if (!first) return INVALID
    switch (first.type) {
      case 'field':
      case 'chain':
      case 'variable':
      case 'identifier':
        return this.#reference(first, args.slice(1), dot, final, {
          type: 'command',
          at: first.at,
          args,
        })
      case 'pipe':
        this.#refuseArguments(args, final)
        return this.#pipeline(first, dot)
    }
    this.#node = first
    this.#refuseArguments(args, final)
    if (first.type === 'nil') this.#fail('nil is not a command')
    return this.#literal(first, dot)
  }

  #literal(operand: Operand, dot: GoValue): GoValue {
    switch (operand.type) {
      case 'bool':
        return goBool(operand.value)
      case 'dot':
        return dot
      case 'string':
        return goString(operand.text)
      case 'number': {
        this.#node = operand
        const { text, int, float } = operand.number
        const isFloat = /[.eEpP]/.test(text) && !/^'|^0[xX][^pP]*$/.test(text)
        if (isFloat && float !== undefined) return goFloat(float)
        return int === undefined ? this.#fail(`${text} overflows int`) : goInt(int)
      }
      default:
        return this.#fail(
          `can't handle assignment of ${nodeText(operand)} to empty interface argument`,
        )
    }
  }

  #refuseArguments(args: readonly Operand[], final: GoValue | undefined) {
    const [first] = args
    if (first && (args.length > 1 || final !== undefined)) {
      this.#fail(`can't give argument to non-function ${nodeText(first)}`)
    }
  }

  /** A field, variable or function, with the arguments after it. */
  #reference(
    operand: Operand,
    args: readonly Operand[],
    dot: GoValue,
    final: GoValue | undefined,
    whole: Node,
  ): GoValue {
    this.#node = operand
    switch (operand.type) {
      case 'field':
        return this.#fields(dot, dot, operand, operand.names, args, final)
      case 'chain': {
        if (operand.of.type === 'nil') {
          this.#fail(`indirection through explicit nil in ${nodeText(operand)}`)
        }
        const of = this.#argument(operand.of, undefined, dot)
        return this.#fields(dot, of, operand, operand.names, args, final)
      }
      case 'variable': {
        const [name = '', ...names] = operand.names
        const { value } = this.#find(name)
        if (names.length > 0) return this.#fields(dot, value, operand, names, args, final)
        this.#refuseArguments([operand, ...args], final)
        return value
      }
      case 'identifier': {
        const fn = this.#input.functions.get(operand.name)
        if (!fn) return this.#fail(`${quote(operand.name)} is not a defined function`)
        return this.#call(fn, operand.name, args, dot, final, whole)
      }
      default:
        return this.#literal(operand, dot)
    }
  }

  #fields(
    dot: GoValue,
    receiver: GoValue,
    node: Operand,
    names: readonly string[],
    args: readonly Operand[],
    final: GoValue | undefined,
  ): GoValue {
    let value = receiver
    for (const [at, name] of names.entries()) {
      const isLast = at === names.length - 1
      const found = this.#orFail(() =>
        findField(value, name, {
          hasArgs: isLast && (args.length > 0 || final !== undefined),
          strict: this.#input.strict,
        }),
      )
      if (!('params' in found)) value = found
      else if (isLast) value = this.#call(found, name, args, dot, final, node)
      else value = this.#call(found, name, [], dot, undefined, node)
    }
    return value
  }

  #call(
    fn: GoFunc,
    name: string,
    args: readonly Operand[],
    dot: GoValue,
    final: GoValue | undefined,
    node: Node,
  ): GoValue {
    const { params, variadic = false } = fn
    const count = args.length + (final === undefined ? 0 : 1)
    const fixed = variadic ? params.length - 1 : params.length
    if (variadic && count < fixed) {
      this.#fail(`wrong number of args for ${name}: want at least ${fixed} got ${args.length}`)
    }
    if (!variadic && count !== fixed) {
      this.#fail(`wrong number of args for ${name}: want ${fixed} got ${count}`)
    }
    const paramAt = (at: number) => params[Math.min(at, params.length - 1)] ?? VALUE
    if (this.#isShortCircuit(fn, name)) return this.#shortCircuit(name, args, dot, final)
    const given = args.map((arg, at) => this.#argument(arg, paramAt(at), dot))
    if (final !== undefined) given.push(this.#validate(final, paramAt(args.length)))
    try {
      return fn.call(given)
    } catch (error) {
      if (!(error instanceof GoError)) throw error
      this.#node = node
      return this.#fail(`error calling ${name}: ${error.message}`)
    }
  }

  #isShortCircuit(fn: GoFunc, name: string): boolean {
    return (name === 'and' || name === 'or') && this.#input.functions.get(name) === fn
  }

  #shortCircuit(
    name: string,
    args: readonly Operand[],
    dot: GoValue,
    final: GoValue | undefined,
  ): GoValue {
    let value: GoValue = INVALID
    for (const arg of args) {
      value = this.#argument(arg, VALUE, dot)
      if (isTrue(unboxed(value)) === (name === 'or')) return value
    }
    return final ?? value
  }

  #argument(operand: Operand, type: GoType | undefined, dot: GoValue): GoValue {
    this.#node = operand
    switch (operand.type) {
      case 'dot':
        return this.#validate(dot, type)
      case 'nil':
        if (type && (isNillable(type) || type === VALUE))
          return type === VALUE ? INVALID : zeroOf(type)
        return this.#fail(`cannot assign nil to ${type?.name ?? '%!s(<nil>)'}`)
      case 'pipe':
        return this.#validate(this.#pipeline(operand, dot), type)
      case 'field':
      case 'variable':
      case 'identifier':
      case 'chain':
        return this.#validate(this.#reference(operand, [], dot, undefined, operand), type)
    }
    return this.#constant(operand, type ?? VALUE, dot)
  }

  /** A literal as a parameter of a type takes it. */
  #constant(operand: Operand, type: GoType, dot: GoValue): GoValue {
    const expected = (what: string) => this.#fail(`expected ${what}; found ${nodeText(operand)}`)
    switch (type.kind) {
      case 'bool':
        return operand.type === 'bool' ? goBool(operand.value) : expected('bool')
      case 'string':
        return operand.type === 'string' ? goString(operand.text) : expected('string')
      case 'int':
        if (operand.type !== 'number' || operand.number.int === undefined)
          return expected('integer')
        return goInt(operand.number.int)
      case 'interface':
        return this.#literal(operand, dot)
    }
    if (type === VALUE) return this.#literal(operand, dot)
    return this.#fail(`can't handle ${nodeText(operand)} for arg of type ${type.name}`)
  }

  /** Makes sure that a value is of a parameter's type. */
  #validate(value: GoValue, type: GoType | undefined): GoValue {
    if (type === undefined || type === VALUE) return value
    if (value.kind === 'invalid') {
      return isNillable(type) ? zeroOf(type) : this.#fail(`invalid value; expected ${type.name}`)
    }
    if (isAssignable(value.type, type)) return value
    const inner = value.kind === 'interface' && value.value ? value.value : value
    if (inner.kind !== 'invalid' && isAssignable(inner.type, type)) return inner
    const target = inner.kind === 'pointer' ? indirect(inner) : inner
    if (target !== inner && target.kind !== 'invalid' && isAssignable(target.type, type)) {
      return target
    }
    const got = inner.kind === 'invalid' ? '' : inner.type.name
    return this.#fail(`wrong type for value; expected ${type.name}; got ${got}`)
  }

  #print(node: Statement, value: GoValue) {
    this.#node = node
    const shown = value.kind === 'pointer' && !isNilReference(value) ? indirect(value) : value
    if (shown.kind === 'func')
      this.#fail(`can't print ${nodeText(node)} of type ${shown.type.name}`)
    this.#output.push(shown.kind === 'invalid' ? '<no value>' : printValue(shown))
  }

  #orFail<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (error instanceof GoError) this.#fail(error.message)
      throw error
    }
  }

  #fail(message: string): never {
    const node = this.#node
    const where = node
      ? `${this.#place(node.at)}: executing ${quote(this.#name)} at <${nodeText(node)}>`
      : this.#name
    throw new TemplateError(`template: ${where}: ${message}`, this.#output.join(''))
  }

  #place(at: number): string {
    const before = this.#input.text.slice(0, at)
    const lines = before.split('\n')
    return `:${lines.length}:${byteLength(lines.at(-1) ?? '')}`
  }
}

function isNillable({ kind }: GoType): boolean {
  return ['func', 'interface', 'map', 'pointer', 'slice'].includes(kind)
}
