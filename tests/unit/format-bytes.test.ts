import { expect, test } from 'vitest'
import { formatBytes } from '../../composables/formatBytes.ts'

// Sizes and texts as go-units prints them with three digits, which is what `docker images` shows.
test.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [1551859712, '1.55GB'],
  [4260000, '4.26MB'],
  [77800000, '77.8MB'],
])('%i bytes are written %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
