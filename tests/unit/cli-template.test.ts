import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, decodeAny } from '../../docker/cli/format/go/decode.ts'
import * as go from '../../docker/cli/format/go/type.ts'
import type { GoValue } from '../../docker/cli/format/go/value.ts'
import { parseTemplate, TemplateError } from '../../docker/cli/format/template.ts'
import reference from './fixtures/go-template.json' with { type: 'json' }

const text = reference.data

/** The struct that Go executed the reference's typed cases on. */
const innerFields = {
  Name: go.STRING,
  N: go.INT64,
  L: go.sliceOf(go.STRING),
  M: go.mapOf(go.STRING),
}
const last = go.struct('main.Inner', {
  ...innerFields,
  P: go.pointerTo(go.struct('main.Inner', innerFields)),
  Any: go.ANY,
})
const middle = go.struct('main.Inner', { ...innerFields, P: go.pointerTo(last), Any: go.ANY })
const inner = go.struct('main.Inner', { ...innerFields, P: go.pointerTo(middle), Any: go.ANY })
const data = go.struct('main.Data', {
  S: go.STRING,
  B: go.BOOL,
  I: go.INT,
  F: go.FLOAT64,
  L: go.sliceOf(go.STRING),
  E: go.sliceOf(go.STRING),
  M: go.mapOf(go.STRING),
  NM: go.mapOf(go.STRING),
  In: inner,
  P: go.pointerTo(inner),
  NP: go.pointerTo(inner),
  LI: go.sliceOf(inner),
  Any: go.omitEmpty(go.ANY, 'any'),
})
const typed: GoValue = { kind: 'pointer', type: go.pointerTo(data), value: decode(data, text) }
const raw = decodeAny(text)

function execute(template: string, mode: string) {
  try {
    const value = mode === 'typed' ? typed : raw
    return [parseTemplate(template).execute(value, { strict: mode === 'strict' }), '']
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return [error.partial, error.message]
  }
}

describe('templates do what they do in Go', () => {
  it.each(reference.cases)('%s %j', (mode = '', template = '', output, error) => {
    expect(execute(template, mode)).toEqual([output, error])
  })
})

/** What templates are made of, so that random ones go beyond the first token. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['{{', '}}', '{{-', '-}}', '.', '.S', '.L', '.M.k1', '.NP', '$', '$x', ':=', '=', '|'],
    ...['(', ')', ',', '"a"', '`b`', "'c'", '1', '-2.5', '0x1f', '1e400', '/*', '*/', ' ', '\n'],
    ...['if', 'else', 'end', 'range', 'with', 'define', 'template', 'block', 'break', 'continue'],
    ...[
      'nil',
      'true',
      'and',
      'or',
      'not',
      'len',
      'index',
      'slice',
      'printf',
      '"%*d %[1]v"',
      'json',
    ],
    ...['{{end}}', '{{else}}', '{{.}}', '{{define "t"}}{{template "t" .}}{{end}}'],
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
)

describe('any template', () => {
  it('is executed, or refused with a TemplateError', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 25 }),
        fc.constantFrom('raw', 'typed'),
        (pieces, mode) => {
          const [, error = ''] = execute(pieces.join(''), mode)
          expect(error === '' || error.startsWith('template: :')).toBe(true)
        },
      ),
      { numRuns: 3000 },
    )
  })
})

describe('a template without end', () => {
  it.each([
    ['parentheses', `{{${'('.repeat(50_000)}1${')'.repeat(50_000)}}}`],
    ['blocks', `${'{{if 1}}'.repeat(20_000)}${'{{end}}'.repeat(20_000)}`],
    ['blocks in lines', `${'{{with 1}}\n'.repeat(2000)}`],
    ['else if', `{{if 0}}${'{{else if 0}}'.repeat(20_000)}{{end}}`],
    [
      'definitions of its own',
      `{{define "t"}}${'{{with 1}}'.repeat(500)}{{template "t"}}${'{{end}}'.repeat(501)}{{template "t"}}`,
    ],
  ])('of %s is refused', (_of, template) => {
    const [, error] = execute(template, 'raw')
    expect(error).toMatch(/^template: :\d+(:\d+)?: .*exceeded maximum/)
  })
})
