import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-chromium'
import { servePaper } from './paper.ts'
import { launch, servePlain } from './site.ts'
import type { Site } from './serve.ts'
import { Slides } from './slides.ts'

let browser: Browser
let site: Site
let deck: Slides

beforeAll(async () => {
  browser = await launch()
  site = await servePlain()
  deck = await Slides.open(browser, site.url)
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

/** The number of the slide with a title. */
async function find(title: string): Promise<number> {
  for await (const place of deck.lastSteps()) if (place.title === title) return place.slide
  throw new Error(`There is no slide “${title}”`)
}

/** What the probes of the slide that is shown say. */
const say = () => deck.page.locator('.slidev-page:visible .probe').allInnerTexts()

const atOne = (name: string) => `${name} is in step one 0`
const atTwo = (name: string) => `${name} is in step two 1, is two, reached two`
const atThree = (name: string) => `${name} is in step three 2, reached two`
/** The steps of a slide with two components of three steps each. */
const STORY = [
  [atOne('first'), atOne('second')],
  [atTwo('first'), atOne('second')],
  [atThree('first'), atOne('second')],
  [atThree('first'), atTwo('second')],
  [atThree('first'), atThree('second')],
]

test('two components on a slide take their steps one after the other, forwards and backwards', async () => {
  const slide = await find('Steps')
  await deck.go(slide)
  for (const [index, words] of STORY.entries()) {
    if (index > 0) await deck.page.keyboard.press('ArrowRight')
    await expect.poll(say).toEqual(words)
  }
  expect((await deck.where()).clicksTotal).toBe(STORY.length - 1)
  for (const words of STORY.slice(0, -1).reverse()) {
    await deck.page.keyboard.press('ArrowLeft')
    await expect.poll(say).toEqual(words)
  }
})

test('a step can be jumped to by its address, and back into a slide it is the last', async () => {
  const slide = await find('Steps')
  for (const [index, words] of STORY.entries()) {
    const jump = await Slides.open(browser, `${site.url}#/${slide}?clicks=${index}`)
    expect(await jump.page.locator('.slidev-page:visible .probe').allInnerTexts()).toEqual(words)
    await jump.close()
  }
  await deck.go(slide + 1)
  await deck.page.keyboard.press('ArrowLeft')
  await expect.poll(say).toEqual(STORY.at(-1))
})

test('print shows the last step, with clicks every step', async () => {
  const slide = await find('Steps')
  const paper = await servePaper('tests/deck/fixtures/live.md')
  for (const [print, pages] of [
    ['true', STORY.slice(-1)],
    ['clicks', STORY],
  ] as const) {
    const printed = await Slides.open(browser, paper.url(print))
    const containers = printed.page.locator(
      `.print-slide-container[id^="${String(slide).padStart(3, '0')}-"]`,
    )
    await expect.poll(() => containers.count()).toBe(pages.length)
    const said = await Promise.all(
      (await containers.all()).map((page) => page.locator('.probe').allInnerTexts()),
    )
    expect(said).toEqual(pages)
    await printed.close()
  }
  await paper.close()
})

test('a component that goes away takes its steps along', async () => {
  const slide = await find('Steps that go')
  await deck.go(slide)
  expect(await say()).toEqual([atOne('first'), atOne('second')])
  await deck.go(slide, 1)
  expect(await say()).toEqual([atTwo('second')])
  await deck.go(slide, 2)
  expect(await say()).toEqual([atThree('second')])
  expect((await deck.where()).clicksTotal).toBe(2)
})
