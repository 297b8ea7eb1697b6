import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from 'playwright-chromium'
import { goToSnippet, launch, layerDigests, openPage, serveDeck, servePlain } from './site.ts'
import type { Site } from './serve.ts'

/** Addresses that only someone who runs something has to pay for; `machine.json` is a page of figures, which slides show. */
const COSTLY = /\/machine\/(?!machine\.json)|\/v86|\.wasm|\/worker-|\/monaco|\/xterm/

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

describe('the deck under /deck/', () => {
  test('the first slide costs nothing of the machine, Run starts a container, and no byte comes from elsewhere', async () => {
    const { page, requests, errors } = await openPage(browser)
    await page.goto(site.url)
    await page.locator('.slidev-page:visible').first().waitFor()
    // Slidev loads all other slides three seconds after the first.
    await page.waitForTimeout(4000)
    await page.waitForLoadState('networkidle')
    expect(requests.length).toBeGreaterThan(5)
    const layers = await layerDigests('greet')
    const ofLayer = (address: string) => layers.some((digest) => address.includes(digest))
    expect(requests.filter((address) => COSTLY.test(address) || ofLayer(address))).toEqual([])

    const panel = await goToSnippet(page, site.url, 'greet.sh')
    await panel.getByRole('button', { name: 'Run' }).click()
    await panel.getByText('Done', { exact: true }).waitFor()
    const output = panel.getByRole('log')
    expect(await output.innerText()).toContain("Unable to find image 'greet:latest' locally")
    expect(await output.innerText()).toMatch(/process 1\b|PID 1\b/i)
    expect(requests.some((address) => address.includes('/machine/snapshot'))).toBe(true)
    expect(requests.filter(ofLayer)).toHaveLength(layers.length)

    const elsewhere = requests.filter((address) => !/^(?:data|blob):/.test(address))
    expect(elsewhere.filter((address) => !address.startsWith(site.url))).toEqual([])
    expect(errors).toEqual([])
    await page.context().close()
  })

  test('an edited command passes its exit code and its two streams through', async () => {
    const { page } = await openPage(browser)
    const panel = await goToSnippet(page, site.url, 'greet.sh')
    const editor = panel.getByRole('textbox')
    await editor.fill("docker run --rm base sh -c 'echo out; echo err >&2; exit 7'")
    await editor.press('Control+Enter')
    await panel.getByText('Exit code 7', { exact: true }).waitFor()
    const outs = panel.locator('li:not(.is-stderr) .docker-snippet-text')
    const errs = panel.locator('li.is-stderr .docker-snippet-text')
    expect(await outs.allInnerTexts()).toEqual(['out'])
    expect((await errs.allInnerTexts()).at(-1)).toBe('err')
    expect(await panel.getByTitle('standard error').count()).toBeGreaterThan(0)

    await panel.getByRole('button', { name: 'Reset' }).click()
    expect(await editor.inputValue()).toBe('docker run greet')
    expect(await panel.getByRole('listitem').count()).toBe(0)
    await page.context().close()
  })

  test('Stop ends a flood, and the page stays alive in it', async () => {
    const { page, errors } = await openPage(browser)
    const panel = await goToSnippet(page, site.url, 'greet.sh')
    await panel.getByRole('textbox').fill('docker run --rm base yes')
    await panel.getByRole('button', { name: 'Run' }).click()
    await panel.getByText('earlier lines are not shown').waitFor()
    expect(await panel.getByRole('listitem').count()).toBeLessThanOrEqual(2000)
    await panel.getByRole('button', { name: 'Stop' }).click()
    await panel.getByText('Stopped', { exact: true }).waitFor()
    expect(errors).toEqual([])
    await page.context().close()
  })
})

test('a plain sh block of any deck is live', async () => {
  const plain = await servePlain()
  const { page, errors } = await openPage(browser)
  await page.goto(`${plain.url}#/3`)
  const block = page.locator('.slidev-page-3')
  await block.getByTitle('Run code').click()
  await block
    .locator('.docker-snippet-text')
    .getByText('from a plain block', { exact: true })
    .waitFor()
  expect(errors).toEqual([])
  await page.context().close()
  await plain.close()
})
