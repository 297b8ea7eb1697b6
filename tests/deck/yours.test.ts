import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-chromium'
import { launch, openPage, serveDeck } from './site.ts'
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

const slideOf = (page: Page) => new URL(page.url()).hash

/** Goes to the slide with this text in its title; returns it. */
async function goTo(page: Page, title: string) {
  for (let number = 1; number < 60; number++) {
    await page.goto(`${site.url}#/${number}`)
    const slide = page.locator(`.slidev-page-${number}:visible`)
    await slide.locator('h1').first().waitFor()
    if ((await slide.locator('h1').first().innerText()).includes(title)) return slide
  }
  throw new Error(`no slide has the title “${title}”`)
}

test('the quiz takes answers from buttons and keys, and each claim has its verdict', async () => {
  const { page, errors } = await openPage(browser)
  const slide = await goTo(page, 'true or false?')
  const says = (text: string) => slide.getByText(text, { exact: true }).waitFor()
  await page.keyboard.press('n')
  await says('You were right.')
  const answered = slideOf(page)
  await page.keyboard.press('n')
  expect(slideOf(page)).toBe(answered)
  await page.keyboard.press('ArrowRight')
  await slide.getByRole('button', { name: 'True?' }).click()
  await says('You said otherwise.')
  await page.keyboard.press('ArrowLeft')
  await slide.getByRole('button', { name: 'True?' }).waitFor()
  expect(errors).toEqual([])
  await page.context().close()
})

test('a proof runs, and says what the real engine says', async () => {
  const { page } = await openPage(browser)
  const slide = await goTo(page, 'true or false?')
  await page.keyboard.press('n')
  await slide.getByRole('button', { name: 'Prove it' }).click()
  await slide.getByRole('button', { name: 'Again' }).waitFor()
  const output = await slide.getByRole('log').innerText()
  const kernels = output.match(/^Linux .*$/gm) ?? []
  expect(kernels.length).toBe(2)
  expect(new Set(kernels).size).toBe(1)
  await page.context().close()
})
