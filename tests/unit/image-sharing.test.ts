import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readDocuments } from '../../composables/image/documents.ts'
import { shareLayers } from '../../composables/image/sharing.ts'

const PUBLIC = fileURLToPath(new URL('../../public/', import.meta.url))
const [base, runtime, one, two] = [
  { digest: 'base', size: 1000 },
  { digest: 'runtime', size: 200 },
  { digest: 'one', size: 30 },
  { digest: 'two', size: 4 },
]

test('layers with the same digest are stored once, and the first image brings them', () => {
  const { stored, alone, once, saved } = shareLayers([
    { name: 'a', layers: [base, runtime, one] },
    { name: 'b', layers: [base, runtime, two] },
    { name: 'c', layers: [base, runtime] },
  ])
  expect(stored).toEqual([
    { layer: base, level: 0, usedBy: ['a', 'b', 'c'] },
    { layer: runtime, level: 1, usedBy: ['a', 'b', 'c'] },
    { layer: one, level: 2, usedBy: ['a'] },
    { layer: two, level: 2, usedBy: ['b'] },
  ])
  expect({ alone, once, saved }).toEqual({
    alone: 1230 + 1204 + 1200,
    once: 1234,
    saved: 2400,
  })
})

test('images with nothing in common save nothing', () => {
  const { once, alone, saved } = shareLayers([
    { name: 'a', layers: [base] },
    { name: 'b', layers: [runtime] },
  ])
  expect({ once, alone, saved }).toEqual({ once: 1200, alone: 1200, saved: 0 })
})

test('no images, an image without layers, and a layer named twice', () => {
  expect(shareLayers([])).toEqual({ stored: [], alone: 0, once: 0, saved: 0 })
  expect(shareLayers([{ name: 'a', layers: [] }]).stored).toEqual([])
  expect(shareLayers([{ name: 'a', layers: [base, base] }])).toEqual({
    stored: [{ layer: base, level: 0, usedBy: ['a'] }],
    alone: 1000,
    once: 1000,
    saved: 0,
  })
})

test('layers in an order that contradicts itself are still each stored once', () => {
  const { stored, once } = shareLayers([
    { name: 'a', layers: [base, runtime] },
    { name: 'b', layers: [runtime, base] },
  ])
  expect(stored.map(({ level }) => level)).toEqual([1, 1])
  expect(once).toBe(1200)
})

test('of the images that the deck serves, each is stored with one layer more than the one below it', async () => {
  if (!existsSync(`${PUBLIC}v2`)) throw new Error('no images in public/v2: run "npm run setup"')
  const images = await Promise.all(
    ['base', 'lua', 'greet'].map(async (name) => {
      const { manifest } = await readDocuments(
        name,
        async (address) => new Uint8Array(await readFile(`${PUBLIC}${address}`)),
      )
      return { name, layers: manifest?.content.layers ?? [] }
    }),
  )
  const { stored, once, alone } = shareLayers(images)
  expect(stored.map(({ usedBy }) => usedBy)).toEqual([
    ['base', 'lua', 'greet'],
    ['lua', 'greet'],
    ['greet'],
  ])
  const greet = images[2]?.layers.reduce((sum, { size }) => sum + size, 0)
  expect(once).toBe(greet)
  expect(alone).toBeGreaterThan(once)
})
