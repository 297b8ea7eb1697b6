import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-chromium'
import { audit } from './axe.ts'
import { goToSnippet, launch, serveDeck } from './site.ts'
import { Slides, themes } from './slides.ts'
import type { Site } from './serve.ts'

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
