import { chromium, type Page } from 'playwright-chromium'
import type { MachineManifest } from '../docker/machine/manifest.ts'
import { needChromium } from '../scripts/chromium.node.ts'
import { serve } from '../tests/deck/serve.ts'
import { measured, type Figure } from './figures.ts'

/** What only someone who runs something has to pay for. The machine's manifest is not: slides show figures of it. */
const COSTLY = /\/machine\/(?!machine\.json)|\/v86|\.wasm|\/worker-|\/monaco|\/xterm/

/** Times of one script, in seconds from the press of Run. */
interface Times {
  /** The machine was ready; 0 where it was running before. */
  ready: number
  /** The last command's exit code was there. */
  done: number
}

/** Times that a person has on the deck, which was built for `/deck/` in a folder. */
export async function pageFigures(manifest: MachineManifest, folder: string): Promise<Figure[]> {
  const site = await serve({ roots: [folder], base: '/deck/' })
  const browser = await chromium.launch({ executablePath: needChromium(), args: ['--no-sandbox'] })
  try {
    const costly = await firstSlideBytes(await browser.newPage(), site.url)
    const restores: number[] = []
    const firsts: number[] = []
    const warm: number[] = []
    for (let round = 0; round < 3; round++) {
      const page = await browser.newPage({ viewport: { width: 980, height: 552 } })
      await goToPanel(page, site.url)
      restores.push((await run(page, 'docker pull base')).ready)
      firsts.push((await run(page, 'docker run --rm base true')).done)
      for (let again = 0; again < 8; again++)
        warm.push((await run(page, 'docker run --rm base true')).done)
      await page.close()
    }
    const slim = manifest.kernel === 'slim'
    return [
      measured('first slide: snapshot, emulator, terminal, Monaco', 'bytes', [costly], 0),
      measured('Chromium: press of Run to machine ready', 's', restores, 2.2),
      measured('Chromium: docker run, first after restore', 's', firsts, 1.5),
      measured('Chromium: docker run, warm', 's', warm, slim ? 0.4 : 0.8),
    ]
  } finally {
    await browser.close()
    await site.close()
  }
}

async function firstSlideBytes(page: Page, url: string): Promise<number> {
  let bytes = 0
  page.on('response', async (response) => {
    if (COSTLY.test(response.url())) bytes += (await response.body()).length
  })
  await page.goto(url)
  // Slidev loads all other slides three seconds after the first.
  await page.waitForTimeout(4500)
  await page.waitForLoadState('networkidle')
  await page.close()
  return bytes
}

const panel = '.slidev-page:visible [aria-label="Snippet greet.sh"]'

async function goToPanel(page: Page, url: string): Promise<void> {
  // The compiler that runs this file wraps named functions in a call of this, which pages do not have.
  await page.addInitScript('globalThis.__name = (named) => named')
  await page.goto(url)
  await page.locator('.slidev-page:visible').first().waitFor()
  for (let presses = 0; presses < 100 && !(await page.locator(panel).isVisible()); presses++) {
    await page.keyboard.press('ArrowRight')
    await page.waitForTimeout(60)
  }
}

/** Runs a script as a person does; the times are the page's own, without those of the tool that drives it. */
async function run(page: Page, script: string): Promise<Times> {
  const editor = page.locator(panel).getByRole('textbox')
  await editor.fill(script)
  const watch = await page.locator(panel).evaluateHandle(watchStatus)
  await editor.press('Control+Enter')
  return watch.evaluate(({ times }) => times)
}

/** Runs in the page: notes when the panel's status changes. */
function watchStatus(element: Element): { times: Promise<Times> } {
  const status = element.querySelector('[role=status]')
  if (!status) throw new Error('the panel has no status')
  const times = new Promise<Times>((resolve, reject) => {
    let started = 0
    let ready = 0
    const observer = new MutationObserver(() => {
      const now = performance.now()
      const text = status.textContent ?? ''
      if (/Starting|Running/.test(text)) started ||= now
      if (text.includes('Running')) ready ||= now
      if (/Exit code|Could not/.test(text)) reject(new Error(text))
      if (started && text === 'Done')
        resolve({ ready: (ready - started) / 1000, done: (now - started) / 1000 })
    })
    observer.observe(status, { childList: true, characterData: true, subtree: true })
  })
  return { times }
}
