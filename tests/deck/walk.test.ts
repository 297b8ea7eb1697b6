import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-chromium'
import { launch, serveDeck } from './site.ts'
import type { Site } from './serve.ts'
import { Slides } from './slides.ts'

let browser: Browser
let site: Site

beforeAll(async () => {
  browser = await launch()
  site = await serveDeck()
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

test('the arrow keys lead through every step and back, without an error', async () => {
  const deck = await Slides.open(browser, site.url)
  const steps: string[] = []
  for await (const { slide, clicks } of deck.steps()) steps.push(`${slide}.${clicks}`)
  expect(steps.length).toBeGreaterThan(40)
  const walk = async (key: string) => {
    const walked: string[] = []
    for (;;) {
      const { slide, clicks } = await deck.where()
      const here = `${slide}.${clicks}`
      if (walked.at(-1) === here) return walked
      walked.push(here)
      await deck.page.keyboard.press(key)
      await deck.settled()
    }
  }
  await deck.go(1)
  expect(await walk('ArrowRight')).toEqual(steps)
  expect(await walk('ArrowLeft')).toEqual([...steps].reverse())
  expect(deck.errors).toEqual([])
  await deck.close()
})

test('keys that come faster than slides can be drawn lead to the end, without an error', async () => {
  const deck = await Slides.open(browser, site.url, { reducedMotion: 'no-preference' })
  const { total } = await deck.where()
  for (let press = 0; press < 3 * total; press++) await deck.page.keyboard.press('ArrowDown')
  await expect.poll(async () => (await deck.where()).slide).toBe(total)
  for (let press = 0; press < 3 * total; press++) await deck.page.keyboard.press('ArrowUp')
  await expect.poll(async () => (await deck.where()).slide).toBe(1)
  expect(deck.errors).toEqual([])
  await deck.close()
})
