import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-chromium'
import { servePaper } from './paper.ts'
import { launch, serveDeck, servePlain } from './site.ts'
import { Slides, themes } from './slides.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** Every finding of a deck with its slide and step. */
async function findings(deck: Slides, only?: readonly number[]): Promise<string[]> {
  const found: string[] = []
  for await (const { slide, clicks, title } of deck.steps(only)) {
    const lines = await deck.layout()
    found.push(...lines.map((line) => `${slide} “${title}”, step ${clicks}: ${line}`))
  }
  return found
}

test('the check finds each kind of defect, and nothing else', async () => {
  const site = await servePlain()
  const deck = await Slides.open(browser, site.url)
  const found = new Map<string, string[]>()
  for await (const { title, clicks } of deck.steps()) {
    const lines = await deck.layout()
    found.set(clicks ? `${title}, step ${clicks}` : title, lines)
  }
  const of = (title: string) =>
    (found.get(title) ?? ['no such slide']).map((line) => line.replace(/ by .*/, ''))
  expect(of('In order')).toEqual([])
  expect(of('Outside')).toEqual(['outside: “beyond the edge”'])
  expect(of('Overlap')).toEqual(['overlap: “one text” and other text'])
  expect(of('Under')).toEqual(['overlap: “under it” under <div.lid>'])
  expect(of('Cut')).toEqual(['cut: “too long for this”'])
  expect(of('Cut by a hair')).toEqual(['cut: “just too long”'])
  expect(of('Spill')).toEqual(['spill: “longer than its slab is” out of <div.slab>'])
  expect(of('Small')).toEqual(['small: “hard to read” 15 px, less than 18'])
  expect(of('Small by scale')).toEqual([expect.stringMatching(/^small: “made small”/)])
  expect(of('Empty')).toEqual(['empty: “<div.frame>” 300 px × 120 px'])
  expect(of('Shadow')).toEqual(['small: “in the shadow” 11 px, less than 18'])
  expect(of('At a step')).toEqual([])
  expect(of('At a step, step 1')).toEqual(['small: “late and small” 12 px, less than 18'])
  await deck.close()
  await site.close()
})

test.each(themes)('no step of any slide has a layout defect in %s', async (colorScheme) => {
  const site = await serveDeck()
  const deck = await Slides.open(browser, site.url, { colorScheme })
  expect(await findings(deck)).toEqual([])
  expect(deck.errors).toEqual([])
  await deck.close()
  await site.close()
})

test('no printed page of any step has a layout defect', async () => {
  const paper = await servePaper('slides.md')
  const deck = await Slides.open(browser, paper.url('clicks'))
  expect(await deck.printLayout()).toEqual([])
  expect(deck.errors).toEqual([])
  await deck.close()
  await paper.close()
})
