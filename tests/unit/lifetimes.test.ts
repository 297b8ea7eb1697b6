import { describe, expect, it } from 'vitest'
import { lifetimes } from '../../composables/containers/lifetimes.ts'
import { formatSeconds } from '../../composables/formatSeconds.ts'

const event = (ID: string, Action: string, milliseconds: number) => ({
  Type: 'container' as const,
  Action,
  Actor: { ID, Attributes: {} },
  timeNano: milliseconds * 1e6,
})

describe('lifetimes', () => {
  it('goes from create to die, whatever is between', () => {
    const events = [
      event('a', 'create', 100),
      event('a', 'start', 150),
      event('b', 'create', 160),
      event('a', 'die', 300),
      event('a', 'destroy', 310),
      event('b', 'die', 660),
    ]
    expect(lifetimes(events)).toEqual([200, 500])
  })

  it('says nothing of a container whose creation it has not seen, or that runs', () => {
    expect(lifetimes([event('a', 'die', 300), event('b', 'create', 400)])).toEqual([])
  })
})

describe('formatSeconds', () => {
  it.each([
    [212, '0.21 s'],
    [1370, '1.4 s'],
    [15_300, '15 s'],
    [0, '0 s'],
  ])('%d ms is %s', (milliseconds, text) => expect(formatSeconds(milliseconds)).toBe(text))
})
