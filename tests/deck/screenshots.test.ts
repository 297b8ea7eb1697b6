/**
 * Compares each slide's last step with a picture of it. `UPDATE_SCREENSHOTS=1 npm test -- screenshots` takes the
 * pictures anew; look at them before you commit them.
 */

import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import pixelmatch from 'pixelmatch'
import type { Browser, Page } from 'playwright-chromium'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from '../../scripts/project.node.ts'
import { launch, serveDeck, servePlain } from './site.ts'
import { Slides, themes } from './slides.ts'

const folder = join(import.meta.dirname, 'screenshots')
/** Where a picture goes that differs, to be looked at. */
const differing = join(projectFolder, '.cache/deck-test/differing')
const isUpdate = process.env.UPDATE_SCREENSHOTS === '1'
/** What all pictures may weigh together. */
const WEIGHT = 4 * 1024 * 1024
/** Pixels that may differ: letters are drawn a little otherwise from one Chromium to the next. */
const TOLERANCE = 400

let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** A picture of the slide, with what another build of the images or the machine changes left out. */
async function picture(page: Page): Promise<Buffer> {
  await page.evaluate('slides.zeroFigures()')
  const volatile = page.locator(
    '.slidev-page:visible :is([data-volatile], .docker-snippet [role="log"])',
  )
  const taken = PNG.sync.read(
    await page.screenshot({ animations: 'disabled', mask: [volatile], maskColor: '#808080' }),
  )
  // Fewer shades make a file a good deal smaller, and nobody sees the difference.
  taken.data.forEach((value, index) => (taken.data[index] = value & 0xf0))
  return PNG.sync.write(taken, { colorType: 2, deflateLevel: 9 })
}

/** How many pixels of two pictures differ, but for how their edges are smoothed. */
function difference(a: Buffer, b: Buffer): number {
  const [one, other] = [PNG.sync.read(a), PNG.sync.read(b)]
  if (one.width !== other.width || one.height !== other.height) return Infinity
  const { width, height } = one
  return pixelmatch(one.data, other.data, undefined, width, height, { threshold: 0.2 })
}

/** The file of a slide's picture: its title, which does not change when slides are added before it. */
const fileName = (title: string, theme: string) =>
  `${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}.${theme}.png`

test.each(themes)('each slide’s last step looks as its picture in %s', async (colorScheme) => {
  const site = await serveDeck()
  const deck = await Slides.open(browser, site.url, { colorScheme })
  await mkdir(isUpdate ? folder : differing, { recursive: true })
  const expected = (await readdir(folder).catch(() => [])).filter((name) =>
    name.endsWith(`.${colorScheme}.png`),
  )
  const taken: string[] = []
  const wrong: string[] = []
  for await (const { title } of deck.lastSteps()) {
    const name = fileName(title, colorScheme)
    taken.push(name)
    const now = await picture(deck.page)
    if (isUpdate) {
      await writeFile(join(folder, name), now)
      continue
    }
    const before = await readFile(join(folder, name)).catch(() => undefined)
    const pixels = before ? difference(before, now) : Infinity
    if (pixels <= TOLERANCE) continue
    await writeFile(join(differing, name), now)
    wrong.push(`${name}: ${pixels} pixels differ`)
  }
  if (isUpdate) {
    for (const name of expected) if (!taken.includes(name)) await rm(join(folder, name))
  } else {
    expect(wrong, `what was seen is in ${differing}`).toEqual([])
    expect([...taken].sort()).toEqual([...expected].sort())
  }
  await deck.close()
  await site.close()
})

test('all pictures weigh 4 MB at most', async () => {
  const names = await readdir(folder)
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(WEIGHT)
})

test.each(themes)(
  'the comparison notices a slab that has moved by 12 px in %s',
  async (colorScheme) => {
    const site = await servePlain()
    const deck = await Slides.open(browser, site.url, { colorScheme })
    const { total } = await deck.where()
    await deck.go(total)
    const before = await picture(deck.page)
    expect(difference(before, await picture(deck.page))).toBe(0)
    const slab = deck.page.locator('.slidev-page:visible .slab.probe')
    await slab.evaluate((element) => element.setAttribute('style', 'transform: translateX(12px)'))
    expect(difference(before, await picture(deck.page))).toBeGreaterThan(TOLERANCE)
    await deck.close()
    await site.close()
  },
)
