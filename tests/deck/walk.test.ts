import { join } from 'node:path'
import { load } from '@slidev/parser/fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-chromium'
import { projectFolder } from '../../scripts/project.node.ts'
import { launch, serveDeck } from './site.ts'
import type { Site } from './serve.ts'
import { Slides, type Place } from './slides.ts'

let browser: Browser
let site: Site
/** Each step of each slide, as it is when its address is opened. */
const jumped: Place[] = []

beforeAll(async () => {
  browser = await launch()
  site = await serveDeck()
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

/** A step, and all that there is to see and hear. */
const seen = ({ slide, clicks, text, heard }: Place) => `${slide}.${clicks} ${text} | ${heard}`

test('each step is the same when it is jumped to, and when the arrow keys lead to it and back', async () => {
  const deck = await Slides.open(browser, site.url)
  for await (const place of deck.steps()) jumped.push(place)
  const steps = jumped.map(seen)
  expect(steps.length).toBeGreaterThan(40)
  const walk = async (key: string) => {
    const walked: Place[] = []
    for (;;) {
      const here = await deck.where()
      const before = walked.at(-1)
      if (before?.slide === here.slide && before.clicks === here.clicks) return walked.map(seen)
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

test('screen readers are told what each click changes', () => {
  const silent = jumped.filter(({ slide, heard }, i) => {
    const before = jumped[i - 1]
    return before?.slide === slide && before.heard === heard
  })
  expect(silent.map(({ title, clicks }) => `${title}, click ${clicks}`)).toEqual([])
})

test('the notes of each slide say when to click, and what people ask', async () => {
  const { slides } = await load(
    { roots: [projectFolder], userRoot: projectFolder },
    join(projectFolder, 'slides.md'),
  )
  const clicksIn = (note = '') => note.match(/\[click\]/g)?.length ?? 0
  const shown = jumped.filter(({ clicks }) => clicks === 0)
  expect(shown.map(({ title }, i) => `${title}: ${clicksIn(slides[i]?.note)}`)).toEqual(
    shown.map(({ title, clicksTotal }) => `${title}: ${clicksTotal}`),
  )
  expect(slides.filter(({ note }) => !note?.includes('People ask'))).toEqual([])
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
