import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-chromium'
import * as v from 'valibot'
import { launch, serveDeck } from './site.ts'
import type { Site } from './serve.ts'
import { Slides } from './slides.ts'
import { longestTask } from './tasks.ts'

/** A browser animates these without a new layout; `visibility` does not move, it only waits for the others. */
const CHEAP = ['transform', 'translate', 'scale', 'rotate', 'opacity', 'visibility']
/** What people feel as a hitch, in milliseconds; also what a browser calls a long task. */
const HITCH = 50

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

/** Steps during which a task took longer when they came for the first time; and how many were looked at. */
const slow: [slide: number, clicks: number][] = []
let looked = 0

const Seen = v.array(
  v.object({ on: v.string(), properties: v.array(v.string()), duration: v.number() }),
)

test('with reduced motion nothing moves on any slide', async () => {
  const deck = await Slides.open(browser, site.url)
  // What is animated while a step comes, too: the page's own record of it.
  await deck.page.evaluate('slides.watchMotion()')
  const { total } = await deck.go(1)
  for await (const place of deck.steps()) void place
  const seen = v.parse(Seen, await deck.page.evaluate('slides.motion()'))
  expect(seen.filter(({ duration }) => duration > 0)).toEqual([])
  expect((await deck.where()).slide).toBe(total)
  await deck.close()
})

test('only transform and opacity move, and nothing shifts, when the steps of the slides come and go', async () => {
  const deck = await Slides.open(browser, site.url, { reducedMotion: 'no-preference' })
  await deck.page.evaluate('slides.watchMotion()')
  const shifts: string[] = []
  for await (const { slide, title, clicks } of deck.steps()) {
    const shift = v.parse(v.number(), await deck.page.evaluate('slides.takeShift()'))
    // Between slides everything changes; within one, nothing may jump.
    if (clicks > 0 && shift > 0.001) shifts.push(`${slide} “${title}”, step ${clicks}: ${shift}`)
    const busy = v.parse(v.number(), await deck.page.evaluate('slides.takeLongestTask()'))
    if (clicks > 0 && busy > HITCH) slow.push([slide, clicks])
    looked += 1
  }
  const seen = v.parse(Seen, await deck.page.evaluate('slides.motion()'))
  expect(seen.length).toBeGreaterThan(10)
  const dear = seen.flatMap(({ on, properties }) =>
    properties.filter((property) => !CHEAP.includes(property)).map((name) => `${on}: ${name}`),
  )
  expect([...new Set(dear)]).toEqual([])
  expect(shifts).toEqual([])
  await deck.close()
})

test('no step keeps the page busy for over 50 ms', async () => {
  expect(looked).toBeGreaterThan(50)
  const deck = await Slides.open(browser, site.url, { reducedMotion: 'no-preference' })
  const timed = (act: () => Promise<unknown>) => longestTask(browser, deck.page, act)
  const hitch = `for (const end = performance.now() + ${4 * HITCH}; performance.now() < end; );`
  expect(await timed(() => deck.page.evaluate(hitch))).toBeGreaterThan(HITCH)
  const hitches: string[] = []
  for (const [slide, clicks] of slow) {
    let best = Infinity
    // What only the first time costs does not count: loading, compiling, fonts.
    for (let tries = 0; tries < 3 && best > HITCH; tries++) {
      await deck.go(slide, clicks - 1)
      best = Math.min(best, await timed(() => deck.go(slide, clicks)))
    }
    if (best > HITCH) hitches.push(`slide ${slide}, step ${clicks}: ${Math.round(best)} ms`)
  }
  expect(hitches).toEqual([])
  await deck.close()
})
