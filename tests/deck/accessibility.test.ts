import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-chromium'
import * as v from 'valibot'
import { goToSnippet, launch, serveDeck } from './site.ts'
import { Slides, themes } from './slides.ts'
import type { Site } from './serve.ts'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const Results = v.object({
  violations: v.array(v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string() })) })),
  passes: v.array(v.object({ id: v.string() })),
})

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

/** What axe finds in the part of the page that a selector names, where it finds what `passing` rules are about. */
async function audit(page: Page, part: string, passing: readonly string[]) {
  if (!(await page.evaluate('"axe" in window'))) await page.addScriptTag({ path: axe })
  const found: unknown = await page.evaluate(`axe.run(${JSON.stringify(part)})`)
  const { violations, passes } = v.parse(Results, found)
  expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining([...passing]))
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

test.each(themes)('the snippet panel has no axe violation in %s', async (scheme) => {
  const context = await browser.newContext({ colorScheme: scheme })
  const page = await context.newPage()
  const panel = await goToSnippet(page, site.url, 'greet.sh')
  await page.waitForTimeout(500)
  expect(await audit(page, '.docker-snippet', ['button-name', 'label'])).toEqual([])
  await panel.getByRole('textbox').fill('docker nonsense')
  await panel.getByRole('button', { name: 'Run' }).click()
  await panel.getByRole('button', { name: 'Run again' }).waitFor()
  expect(await panel.getByRole('listitem').count()).toBeGreaterThan(0)
  expect(await audit(page, '.docker-snippet', ['button-name', 'label'])).toEqual([])
  await context.close()
})

test.each(themes)('no slide has an axe violation at its last step in %s', async (colorScheme) => {
  const deck = await Slides.open(browser, site.url, { colorScheme })
  const found: string[] = []
  for await (const { slide, title } of deck.lastSteps()) {
    // The slide's own content; what is round it is Slidev's.
    const part = `.slidev-page[data-slidev-no="${slide}"]`
    const violations = await audit(deck.page, part, ['color-contrast'])
    found.push(...violations.map((violation) => `${slide} “${title}”: ${violation}`))
  }
  expect(found).toEqual([])
  await deck.close()
})
