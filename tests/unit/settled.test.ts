import { expect, test } from 'vitest'
import { settled } from '../../composables/snippet/settled.ts'

const linesOf = (...texts: string[]) =>
  texts.map((text, id) => ({ id, stream: 'stdout' as const, text }))
const [A, B] = ['4d54410c5bcb', '0d6298c238de']

test('of each layer the last line stays, in the place of the first', () => {
  const lines = linesOf(
    'latest: Pulling from library/lua',
    `${A}: Already exists`,
    `${B}: Pulling fs layer`,
    `${B}: Download complete`,
    `${B}: Pull complete`,
    'Digest: sha256:1',
  )
  expect(settled(lines).map(({ text }) => text)).toEqual([
    'latest: Pulling from library/lua',
    `${A}: Already exists`,
    `${B}: Pull complete`,
    'Digest: sha256:1',
  ])
})

test('another pull of the same layers has lines of its own', () => {
  const lines = linesOf(`${A}: Pull complete`, 'Status: done', `${A}: Already exists`)
  expect(settled(lines)).toEqual(lines)
})

test('other output is left alone', () => {
  const lines = linesOf('', 'abc: def', `say ${A}: no`, 'abc: def')
  expect(settled(lines)).toEqual(lines)
})
