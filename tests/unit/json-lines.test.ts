import { expect, test } from 'vitest'
import { jsonLines, shortDigest, type JsonLine } from '../../composables/image/jsonLines.ts'

const CONFIG = `sha256:${'a1'.repeat(32)}`
const LAYER = `sha256:${'b2'.repeat(32)}`
const DOCUMENT = {
  schemaVersion: 2,
  config: { mediaType: 'config', digest: CONFIG, size: 2297 },
  layers: [{ mediaType: 'layer', digest: LAYER, size: 1 }],
  empty: {},
  none: [],
  annotations: { 'a.b': 'say "hi"' },
}

const textOf = (lines: readonly JsonLine[]) =>
  lines
    .map(({ depth, tokens }) => '  '.repeat(depth) + tokens.map(({ text }) => text).join(''))
    .join('\n')
const litOf = (lines: readonly JsonLine[]) =>
  lines.flatMap(({ tokens }) => tokens.filter(({ kind }) => kind === 'lit'))

test('the whole document is printed as JSON.stringify prints it', () => {
  const lines = jsonLines(DOCUMENT, { lit: new Set([CONFIG]) })
  expect(textOf(lines)).toBe(JSON.stringify(DOCUMENT, null, 2))
  expect(litOf(lines)).toEqual([{ kind: 'lit', text: `"${CONFIG}"` }])
})

test.each([[{}], [[]], ['text'], [null], [1.5], [[1, [true, null]]], [{ a: [{ b: 'ä\n' }] }]])(
  'so is %j',
  (json) => {
    expect(textOf(jsonLines(json, { lit: new Set() }))).toBe(JSON.stringify(json, null, 2))
  },
)

test('a view of the way on has the lit digests, the wanted members, and what they stand in', () => {
  const lines = jsonLines(DOCUMENT, {
    lit: new Set([CONFIG, LAYER]),
    only: new Set(['schemaVersion']),
  })
  expect(textOf(lines)).toBe(`{
  "schemaVersion": 2,
  "config": { …
    "digest": "${shortDigest(CONFIG)}", …
  },
  "layers": [
    { …
      "digest": "${shortDigest(LAYER)}", …
    }
  ], …
}`)
  expect(litOf(lines)).toHaveLength(2)
})

test('only digests are shortened', () => {
  expect(shortDigest(CONFIG)).toBe('sha256:a1a1a1a1a1a1…')
  expect(shortDigest('latest')).toBe('latest')
})
