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

/** What axe finds in the part of the page that a selector names, and the rules that it passed. */
async function audit(page: Page, part: string) {
  if (!(await page.evaluate('"axe" in window'))) await page.addScriptTag({ path: axe })
  const found: unknown = await page.evaluate(`axe.run(${JSON.stringify(part)})`)
  const { violations, passes } = v.parse(Results, found)
  return {
    violations: violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
    ),
    passed: passes.map(({ id }) => id),
  }
}

/** The panel of a snippet has no violation, and has what the rules for its controls are about. */
async function auditPanel(page: Page) {
  const { violations, passed } = await audit(page, '.docker-snippet')
  expect(violations).toEqual([])
  expect(passed).toEqual(expect.arrayContaining(['button-name', 'label']))
}

test.each(themes)('the snippet panel has no axe violation in %s', async (scheme) => {
  const context = await browser.newContext({ colorScheme: scheme })
  const page = await context.newPage()
  const panel = await goToSnippet(page, site.url, 'greet.sh')
  await page.waitForTimeout(500)
  await auditPanel(page)
  await panel.getByRole('textbox').fill('docker nonsense')
  await panel.getByRole('button', { name: 'Run' }).click()
  await panel.getByRole('button', { name: 'Run again' }).waitFor()
  expect(await panel.getByRole('listitem').count()).toBeGreaterThan(0)
  await auditPanel(page)
  await context.close()
})

test.each(themes)('no slide has an axe violation at its last step in %s', async (colorScheme) => {
  const deck = await Slides.open(browser, site.url, { colorScheme })
  const found: string[] = []
  const rules = new Set<string>()
  for await (const { slide, title } of deck.lastSteps()) {
    // The slide's own content; what is round it is Slidev's.
    const { violations, passed } = await audit(deck.page, `.slidev-page[data-slidev-no="${slide}"]`)
    found.push(...violations.map((violation) => `${slide} “${title}”: ${violation}`))
    for (const rule of passed) rules.add(rule)
  }
  expect(found).toEqual([])
  expect([...rules]).toEqual(
    expect.arrayContaining(['color-contrast', 'button-name', 'heading-order', 'role-img-alt']),
  )
  await deck.close()
})
