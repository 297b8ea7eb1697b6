import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-chromium'
import { goToSnippet, launch, openPage, servePlain } from './site.ts'
import type { Site } from './serve.ts'

let browser: Browser
let site: Site

beforeAll(async () => {
  browser = await launch()
  site = await servePlain()
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

const slide = (page: Page) => new URL(page.url()).hash

test('keys typed in the editor do not move the slides; after Escape they do', async () => {
  const { page } = await openPage(browser)
  const panel = await goToSnippet(page, site.url, 'greet.sh')
  const here = slide(page)
  const editor = panel.getByRole('textbox')
  await editor.focus()
  await page.keyboard.press('End')
  await page.keyboard.type(' o')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Space')
  expect(slide(page)).toBe(here)
  expect(await editor.inputValue()).toMatch(/ o/)
  expect(await page.locator('.slidev-page:visible').count()).toBe(1)
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => slide(page)).not.toBe(here)
  await page.context().close()
})

test('after a press of Run the arrow keys move the slides', async () => {
  const { page } = await openPage(browser)
  const panel = await goToSnippet(page, site.url, 'greet.sh')
  const here = slide(page)
  await panel.getByRole('button', { name: 'Run' }).click()
  await panel.getByRole('button', { name: 'Stop' }).waitFor()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => slide(page)).not.toBe(here)
  await page.context().close()
})
