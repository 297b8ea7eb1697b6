/** The functions that templates of Docker's client can call: Go's own and Docker's. */

import { sprintf } from '../go/printf.ts'
import { printValue } from '../go/print.ts'
import { toJson, UnsupportedValue } from '../go/json.ts'
import { ANY, INT, STRING, sliceOf, type GoType } from '../go/type.ts'
import {
  GoError,
  VALUE,
  goBool,
  goInt,
  goString,
  goStrings,
  indirect,
  isNilReference,
  isTrue,
  unboxed,
  type GoFunc,
  type GoValue,
} from '../go/value.ts'
import { equal, less } from './compare.ts'
import { escapeHtml, escapeJs, escapeQuery } from './escape.ts'
import { byteLength } from './error.ts'
import { call } from './call.ts'
import { index, slice } from './item.ts'

/** The text of an argument that was checked to be one. */
function textOf(value: GoValue | undefined): string {
  return value?.kind === 'string' ? value.value : ''
}

function numberOf(value: GoValue | undefined): number {
  return value?.kind === 'int' ? Number(value.value) : 0
}

const text = (change: (text: string) => string): GoFunc => ({
  params: [STRING],
  call: ([value]) => goString(change(textOf(value))),
})

const variadic = (type: GoType, write: (values: readonly GoValue[]) => GoValue): GoFunc => ({
  params: [type],
  variadic: true,
  call: write,
})

/** Go's `fmt.Sprint`: a space between two operands that are both no text. */
function sprint(values: readonly GoValue[]): string {
  return values
    .map((value, at) => {
      const before = values[at - 1]
      const isSpaced =
        before !== undefined &&
        unboxed(before).kind !== 'string' &&
        unboxed(value).kind !== 'string'
      return (isSpaced ? ' ' : '') + printValue(unboxed(value))
    })
    .join('')
}

/** As a template writes values: what pointers lead to, and `<no value>` for nothing. */
function written(values: readonly GoValue[]): string {
  return sprint(
    values.map((value) => {
      const inner = unboxed(value)
      if (inner.kind === 'invalid') return goString('<no value>')
      return inner.kind === 'pointer' && !isNilReference(inner) ? indirect(inner) : inner
    }),
  )
}

function length(value: GoValue | undefined): GoValue {
  const item = indirect(value ?? { kind: 'invalid' })
  if (isNilReference(item)) throw new GoError('len of nil pointer')
  switch (item.kind) {
    case 'string':
      return goInt(byteLength(item.value))
    case 'slice':
      return goInt(item.value?.length ?? 0)
    case 'map':
      return goInt(item.value?.size ?? 0)
    case 'invalid':
      throw new GoError('reflect: call of reflect.Value.Type on zero Value')
    default:
      throw new GoError(`len of type ${item.type.name}`)
  }
}

const compare = (test: (a: GoValue, b: GoValue) => boolean): GoFunc => ({
  params: [VALUE, VALUE],
  call: ([a, b]) => goBool(a !== undefined && b !== undefined && test(a, b)),
})

const atMost = (a: GoValue, b: GoValue) => less(a, b) || equal(a, [b])

/** Go's own. `and` and `or` are the execution's: they leave arguments out. */
const BUILTINS: Readonly<Record<string, GoFunc>> = {
  and: { params: [VALUE, VALUE], variadic: true, call: ([value]) => value ?? { kind: 'invalid' } },
  or: { params: [VALUE, VALUE], variadic: true, call: ([value]) => value ?? { kind: 'invalid' } },
  not: { params: [VALUE], call: ([value]) => goBool(!value || !isTrue(unboxed(value))) },
  len: { params: [VALUE], call: ([value]) => length(value) },
  index: { params: [VALUE, VALUE], variadic: true, call: index },
  slice: { params: [VALUE, VALUE], variadic: true, call: slice },
  call: { params: [VALUE, VALUE], variadic: true, call },
  print: variadic(ANY, (values) => goString(sprint(values))),
  println: variadic(ANY, (values) =>
    goString(`${values.map((value) => printValue(unboxed(value))).join(' ')}\n`),
  ),
  printf: {
    params: [STRING, ANY],
    variadic: true,
    call: ([format, ...values]) => goString(sprintf(textOf(format), values)),
  },
  html: variadic(ANY, (values) => goString(escapeHtml(written(values)))),
  js: variadic(ANY, (values) => goString(escapeJs(written(values)))),
  urlquery: variadic(ANY, (values) => goString(escapeQuery(written(values)))),
  eq: {
    params: [VALUE, VALUE],
    variadic: true,
    call: ([first, ...others]) => goBool(first !== undefined && equal(first, others)),
  },
  ne: compare((a, b) => !equal(a, [b])),
  lt: compare(less),
  le: compare(atMost),
  gt: compare((a, b) => !atMost(a, b)),
  ge: compare((a, b) => !less(a, b)),
}

/** Docker's own (`templates.basicFunctions`). */
const DOCKER: Readonly<Record<string, GoFunc>> = {
  json: { params: [ANY], call: ([value]) => goString(json(value)) },
  split: {
    params: [STRING, STRING],
    call: ([value, separator]) => {
      const by = textOf(separator)
      return goStrings(by === '' ? [...textOf(value)] : textOf(value).split(by))
    },
  },
  join: {
    params: [sliceOf(STRING), STRING],
    call: ([values, separator]) => {
      const items = values?.kind === 'slice' ? (values.value ?? []) : []
      return goString(items.map(textOf).join(textOf(separator)))
    },
  },
  title: text((value) =>
    value.replace(/(?<![\p{L}\p{Nd}_])\p{L}/gu, (letter) => letter.toUpperCase()),
  ),
  lower: text((value) => value.toLowerCase()),
  upper: text((value) => value.toUpperCase()),
  pad: {
    params: [STRING, INT, INT],
    call: ([value, before, after]) =>
      goString(pad(textOf(value), numberOf(before), numberOf(after))),
  },
  truncate: {
    params: [STRING, INT],
    call: ([value, size]) => goString(truncate(textOf(value), numberOf(size))),
  },
}

function json(value: GoValue | undefined): string {
  try {
    return toJson(value ?? { kind: 'invalid' })
  } catch (error) {
    // Docker's client looks at what was written, not at what went wrong.
    if (error instanceof UnsupportedValue) return ''
    throw error
  }
}

/** More spaces than this are refused: Go would run out of memory. */
const MOST_SPACES = 1_000_000

function pad(value: string, before: number, after: number): string {
  if (value === '') return ''
  if (before < 0 || after < 0) throw new GoError('strings: negative Repeat count')
  if (before + after > MOST_SPACES) throw new GoError('strings: Repeat count causes overflow')
  return ' '.repeat(before) + value + ' '.repeat(after)
}

function truncate(value: string, size: number): string {
  const bytes = new TextEncoder().encode(value)
  if (bytes.length < size) return value
  if (size < 0) throw new GoError(`runtime error: slice bounds out of range [:${size}]`)
  return new TextDecoder().decode(bytes.subarray(0, size))
}

const same = (params: readonly GoType[]): GoFunc => ({
  params,
  call: ([value]) => value ?? { kind: 'invalid' },
})

/** In headings, functions that would change a column's name leave it alone (`templates.HeaderFunctions`). */
const HEADER: Readonly<Record<string, GoFunc>> = {
  json: same([STRING]),
  split: same([STRING, STRING]),
  join: same([STRING, STRING]),
  title: same([STRING]),
  lower: same([STRING]),
  upper: same([STRING]),
  truncate: same([STRING, INT]),
}

const FUNCTIONS = new Map(Object.entries({ ...BUILTINS, ...DOCKER }))
const HEADER_FUNCTIONS = new Map([...FUNCTIONS, ...Object.entries(HEADER)])

/** The functions for rows and objects, or for a table's heading. */
export function functionsFor(use: 'rows' | 'header'): ReadonlyMap<string, GoFunc> {
  return use === 'rows' ? FUNCTIONS : HEADER_FUNCTIONS
}

export const FUNCTION_NAMES: ReadonlySet<string> = new Set(FUNCTIONS.keys())
