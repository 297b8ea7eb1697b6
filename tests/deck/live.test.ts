/** Every live figure is pressed, on one page with one machine; what it shows is held against the engine and the images. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as v from 'valibot'
import { audit } from './axe.ts'
import { buildFigures } from './live/build.ts'
import { compareFigures } from './live/compare.ts'
import { containerFigures } from './live/containers.ts'
import { imageFigures } from './live/image.ts'
import { Stage } from './live/stage.ts'
import { startFigures } from './live/start.ts'

/** Slides on which something was pressed, and the step at which that can be seen. */
const PRESSED: readonly (string | readonly [title: string, clicks: number])[] = [
  ['An image is a stack', 3],
  'Lines that weigh nothing',
  'Sizes of images do not add up',
  'A tag is a name that moves',
  'In that moment, seven things happened',
  'Many containers, one image',
  'A change stays in its container',
  'A container has a life',
  'A container is a running OS environment',
  'Two containers, one kernel: ask them',
  'Smaller, faster, wider: measured here',
]
const CHEAP = ['transform', 'translate', 'scale', 'rotate', 'opacity', 'visibility']
const Moved = v.array(
  v.object({ on: v.string(), properties: v.array(v.string()), duration: v.number() }),
)

// What hangs is told; a computer with much else to do is not a failure.
vi.setConfig({ testTimeout: 300_000 })

let opened: Stage | undefined
const stage = (): Stage => {
  if (!opened) throw new Error('The deck is not open')
  return opened
}

beforeAll(async () => {
  opened = await Stage.open()
})
afterAll(() => opened?.close())

describe('a start', () => startFigures(stage))
describe('an image', () => imageFigures(stage))
describe('a build', () => buildFigures(stage))
describe('comparisons', () => compareFigures(stage))
describe('containers', () => containerFigures(stage))

test('with reduced motion nothing moved at any press', async () => {
  const moved = v.parse(Moved, await stage().deck.page.evaluate('slides.motion()'))
  expect(moved.filter(({ duration }) => duration > 0)).toEqual([])
})

test('what was pressed is there when one comes back in the dark, and as easy to use', async () => {
  const { page } = stage().deck
  await stage().go('Many containers, one image')
  const shared = await stage().alternative()
  expect(shared).toMatch(/\d containers share it/)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  for (const place of PRESSED) {
    const [title, clicks] = typeof place === 'string' ? [place, 0] : place
    await stage().go(title, clicks)
    await stage().isPresentable()
    expect((await audit(page, '.slidev-page:not([style*="display: none"])')).violations).toEqual([])
  }
  await stage().go('Many containers, one image')
  expect(await stage().alternative()).toBe(shared)
})

test('with motion, presses move only what is cheap to move', async () => {
  const { page } = stage().deck
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' })
  const before = v.parse(Moved, await page.evaluate('slides.motion()')).length
  const grown = await stage().go('A container is a running instance of an image')
  for (let press = 0; press < 4; press++)
    await grown.getByRole('button', { name: 'Run another container' }).click()
  await stage().isPresentable()
  const many = await stage().go('Many containers, one image')
  const removed = await many
    .locator('.many-container .container-box > span.name')
    .first()
    .innerText()
  await many.locator('.many-container').first().getByRole('button').click()
  await expect.poll(() => many.locator('.boxes').innerText()).not.toContain(removed)
  await stage().isPresentable()
  await stage().go('An image is a stack', 3)
  await stage().run('build.sh')
  await stage().isPresentable()
  const moved = v.parse(Moved, await page.evaluate('slides.motion()')).slice(before)
  expect(moved.length).toBeGreaterThan(0)
  const dear = moved.flatMap(({ on, properties }) =>
    properties.filter((property) => !CHEAP.includes(property)).map((name) => `${on}: ${name}`),
  )
  expect([...new Set(dear)]).toEqual([])
})
