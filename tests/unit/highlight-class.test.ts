import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { highlightClass } from '../../composables/compare/highlightClass.ts'

const source = readFileSync(new URL('../../snippets/Greeter.ts', import.meta.url), 'utf8')

it('keeps every character', () => {
  const text = highlightClass(source)
    .map((token) => token.text)
    .join('')
  expect(text).toBe(source)
})

it('tells keywords and strings apart', () => {
  const words = (kind: string) =>
    highlightClass(source).flatMap((token) => (token.kind === kind ? [token.text] : []))
  expect(words('keyword')).toEqual(['export', 'class', 'constructor', 'readonly', 'return'])
  expect(words('string')).toEqual(["'world'", '`Hello, ${this.name}!`'])
})

it('does not lose what it does not know', () => {
  const odd = 'const it’s = `open'
  expect(
    highlightClass(odd)
      .map(({ text }) => text)
      .join(''),
  ).toBe(odd)
})
