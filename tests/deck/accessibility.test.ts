import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-chromium'
import * as v from 'valibot'
import { goToSnippet, launch, serveDeck } from './site.ts'
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

async function audit(page: Page) {
  await page.addScriptTag({ path: axe })
  const found: unknown = await page.evaluate('axe.run(".docker-snippet")')
  const { violations, passes } = v.parse(Results, found)
  expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining(['button-name', 'label']))
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

test.each(['light', 'dark'] as const)(
  'the snippet panel has no axe violation in %s',
  async (scheme) => {
    const context = await browser.newContext({ colorScheme: scheme })
    const page = await context.newPage()
    const panel = await goToSnippet(page, site.url, 'greet.sh')
    await page.waitForTimeout(500)
    expect(await audit(page)).toEqual([])
    await panel.getByRole('textbox').fill('docker nonsense')
    await panel.getByRole('button', { name: 'Run' }).click()
    await panel.getByRole('button', { name: 'Run again' }).waitFor()
    expect(await panel.getByRole('listitem').count()).toBeGreaterThan(0)
    expect(await audit(page)).toEqual([])
    await context.close()
  },
)
