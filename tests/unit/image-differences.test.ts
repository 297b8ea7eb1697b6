import { expect, test } from 'vitest'
import { differencesOf } from '../../composables/image/differences.ts'

const file = (path: string, size = 1) => ({ path, size })

test('a file is added, then changed, then deleted; what is left is seen from the top', () => {
  const { layers, union } = differencesOf([
    [file('d/title'), file('d/plan', 2), file('d/draft', 3)],
    [file('d/plan', 4)],
    [file('d/.wh.draft', 0)],
  ])
  expect(layers.map((layer) => layer.map(({ path, kind, size }) => [path, kind, size]))).toEqual([
    [
      ['d/title', 'added', 1],
      ['d/plan', 'added', 2],
      ['d/draft', 'added', 3],
    ],
    [['d/plan', 'changed', 4]],
    [['d/draft', 'deleted', 0]],
  ])
  expect([...union]).toEqual([
    ['d/title', 0],
    ['d/plan', 1],
  ])
})

test('a whiteout of a folder hides all below it, and no name that only begins alike', () => {
  const { union } = differencesOf([[file('a/x'), file('a/b/y'), file('ab')], [file('.wh.a')]])
  expect([...union.keys()]).toEqual(['ab'])
})

test('an opaque folder hides what is below, not what its own layer brings', () => {
  const { union, layers } = differencesOf([
    [file('a/old'), file('a/both')],
    [file('a/both'), file('a/.wh..wh..opq')],
  ])
  expect([...union]).toEqual([['a/both', 1]])
  expect(layers[1]?.map(({ path, kind }) => [path, kind])).toContainEqual(['a/old', 'deleted'])
})

test('a deleted file that comes again is new; a whiteout of nothing does nothing', () => {
  const { layers } = differencesOf([[file('a')], [file('.wh.a')], [file('a')], [file('.wh.b')]])
  expect(layers[2]).toMatchObject([{ path: 'a', kind: 'added' }])
  expect(layers[3]).toEqual([])
})
