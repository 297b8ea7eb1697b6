import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-chromium'
import { goToSnippet, launch, openPage, recorded, serveDeck } from './site.ts'

/** What belongs to the machine itself; `machine.json` is a page of figures, which slides show. */
const MACHINE = /\/machine\/(?!machine\.json)/

let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

test.each([404, 'start page'] as const)(
  'without the machine (host answers %s) the slide says which file is missing, and shows what was recorded',
  async (notFound) => {
    const site = await serveDeck({ missing: ['machine/'], notFound })
    const { page, errors } = await openPage(browser)
    const panel = await goToSnippet(page, site.url, 'greet.sh')
    await panel.getByRole('button', { name: 'Run' }).click()
    const alert = panel.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toMatch(/machine\/\S+\.json/)
    expect(await alert.innerText()).toContain('npm run setup')
    const { lines, day } = await recorded('greet')
    for (const text of [...lines, day]) expect(await panel.innerText()).toContain(text)
    expect(errors.filter((error) => !error.startsWith('Failed to load resource'))).toEqual([])
    await page.context().close()
    await site.close()
  },
)

test('when the download works again, Retry runs the command', async () => {
  const broken = ['machine/']
  const site = await serveDeck({ broken })
  const { page } = await openPage(browser)
  const panel = await goToSnippet(page, site.url, 'greet.sh')
  await panel.getByRole('button', { name: 'Run' }).click()
  await panel.getByRole('alert').waitFor()
  broken.length = 0
  await panel.getByRole('button', { name: 'Retry' }).click()
  await panel.getByText('Done', { exact: true }).waitFor()
  await page.context().close()
  await site.close()
})

test('a machine that does not start within 30 s says so and can be restarted', async () => {
  const stalled = ['machine/']
  const site = await serveDeck({ stalled })
  const { page, errors } = await openPage(browser)
  await page.clock.install()
  const panel = await goToSnippet(page, site.url, 'greet.sh')
  await panel.getByRole('button', { name: 'Run' }).click()
  await panel.getByRole('progressbar').waitFor()
  await page.clock.fastForward(29_000)
  expect(await panel.getByRole('alert').count()).toBe(0)
  await page.clock.fastForward(31_000)
  expect(await panel.getByRole('alert').innerText()).toContain('30 seconds')
  stalled.length = 0
  await panel.getByRole('button', { name: 'Restart machine' }).click()
  // A slide with figures still waits for machine.json; for 20 s Chromium lets others wait for the same answer.
  await panel.getByText('Done', { exact: true }).waitFor({ timeout: 60_000 })
  expect(errors).toEqual([])
  await page.context().close()
  await site.close()
})

test('a browser without WebAssembly says so and shows what was recorded', async () => {
  const site = await serveDeck()
  const { page, requests, errors } = await openPage(browser)
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'))
  const panel = await goToSnippet(page, site.url, 'greet.sh')
  await panel.getByRole('button', { name: 'Run' }).click()
  expect(await panel.getByRole('alert').innerText()).toContain('WebAssembly')
  const { lines, day } = await recorded('greet')
  for (const text of [...lines, day]) expect(await panel.innerText()).toContain(text)
  expect(requests.filter((address) => MACHINE.test(address))).toEqual([])
  expect(errors).toEqual([])
  await page.context().close()
  await site.close()
})

/** Mean of a colour's channels, 0 to 255. */
function brightness(colour: string): number {
  const channels = [...colour.matchAll(/\d+/g)].slice(0, 3).map(Number)
  return channels.reduce((sum, channel) => sum + channel, 0) / 3
}

test.each(['light', 'dark'] as const)(
  'without scripts the page says so in %s, where one sees it, and its link leads to the PDF',
  async (colorScheme) => {
    const site = await serveDeck()
    const viewport = { width: 980, height: 552 }
    const context = await browser.newContext({ javaScriptEnabled: false, colorScheme, viewport })
    const page = await context.newPage()
    await page.goto(site.url)
    const text = page.locator('noscript p').first()
    expect(await text.innerText()).toContain('This deck needs JavaScript')
    const box = await text.boundingBox()
    expect(box?.y).toBeGreaterThan(0)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(viewport.height)
    const colours = await text.evaluate((element) => [
      getComputedStyle(element).color,
      getComputedStyle(document.documentElement).backgroundColor,
    ])
    const [ink = 0, paper = 0] = colours.map(brightness)
    expect(Math.abs(ink - paper)).toBeGreaterThan(200)
    const href = await page.getByRole('link', { name: /PDF/ }).getAttribute('href')
    const answer = await fetch(new URL(href ?? '', page.url()))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    await context.close()
    await site.close()
  },
)
