import { describe, expect, it } from 'vitest'
import { blocksOf, matchRows } from '../../composables/snippet/blocks.ts'

const line = (stream: 'stdout' | 'stderr' | 'command', text: string) => ({ stream, text })

describe('blocksOf', () => {
  it('splits where commands begin, and leaves standard error out', () => {
    const lines = [
      line('command', 'first'),
      line('stderr', 'Pulling'),
      line('stdout', 'a'),
      line('command', 'second'),
      line('command', 'third'),
      line('stdout', 'b'),
      line('stdout', 'c'),
    ]
    expect(blocksOf(lines)).toEqual([
      { command: 'first', lines: ['a'] },
      { command: 'second', lines: [] },
      { command: 'third', lines: ['b', 'c'] },
    ])
  })

  it('takes a script of one command as one block', () => {
    expect(blocksOf([line('stdout', 'a')])).toEqual([{ command: '', lines: ['a'] }])
    expect(blocksOf([])).toEqual([])
  })
})

describe('matchRows', () => {
  const block = (...lines: string[]) => ({ command: '', lines })

  it('says which lines are equal and which differ', () => {
    expect(matchRows([block('one', 'same'), block('two', 'same')])).toEqual([
      { values: ['one', 'two'], equal: false },
      { values: ['same', 'same'], equal: true },
    ])
  })

  it('waits until every command has printed the line', () => {
    expect(matchRows([block('one', 'same'), block('one')])).toEqual([
      { values: ['one', 'one'], equal: true },
      { values: ['same', undefined], equal: undefined },
    ])
  })

  it('compares nothing with nothing', () => {
    expect(matchRows([block('alone')])).toEqual([{ values: ['alone'], equal: undefined }])
    expect(matchRows([])).toEqual([])
  })
})
