import { describe, expect, it } from 'vitest'
import { newestNumbers } from '../../composables/growing.ts'

describe('newestNumbers', () => {
  it('shows nothing before the first', () => expect(newestNumbers(0, 3)).toEqual([]))
  it('shows all while they fit', () => expect(newestNumbers(3, 3)).toEqual([1, 2, 3]))
  it('lets the oldest go after that', () => expect(newestNumbers(5, 3)).toEqual([3, 4, 5]))
  it('brings it back on the way back', () => expect(newestNumbers(4, 3)).toEqual([2, 3, 4]))
  it('never counts below nothing', () => expect(newestNumbers(-1, 3)).toEqual([]))
})
