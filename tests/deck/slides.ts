/** Slides in a browser, step by step: what the checks of the whole deck have in common. */

import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, BrowserContextOptions, Page } from 'playwright-chromium'
import * as v from 'valibot'

/** The two looks of the deck. */
export const themes = ['light', 'dark'] as const

const Defect = v.object({ kind: v.string(), what: v.string(), detail: v.string() })
const Place = v.object({
  slide: v.number(),
  clicks: v.number(),
  clicksTotal: v.number(),
  total: v.number(),
  title: v.string(),
  /** What can be seen. */
  text: v.string(),
  /** What screen readers are told. */
  heard: v.string(),
})
/** Where a deck is, and what is there. */
export type Place = v.InferOutput<typeof Place>

let script: Promise<string> | undefined

/** The code of `page/` as one script that makes it the global `slides`. */
function pageScript(): Promise<string> {
  script ??= build({
    entryPoints: [join(import.meta.dirname, 'page/index.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'slides',
    // Playwright runs it inside a function.
    footer: { js: 'window.slides = slides' },
  }).then(({ outputFiles: [file] }) => file?.text ?? '')
  return script
}

/** A deck in a browser. */
export class Slides {
  private constructor(
    readonly page: Page,
    /** Errors on the console and exceptions that nobody caught. */
    readonly errors: string[],
  ) {}

  /** Opens a deck on its first slide, in a context of its own, without motion unless it is asked for. */
  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({
      viewport: { width: 980, height: 552 },
      reducedMotion: 'reduce',
      ...options,
    })
    await context.addInitScript({ content: await pageScript() })
    const page = await context.newPage()
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(url)
    const content = page.locator('.slidev-page .slidev-layout:visible')
    await content.first().waitFor()
    await page.waitForFunction(
      "!document.querySelector('.slidev-slide-loading')?.checkVisibility()",
    )
    await page.evaluate('slides.settled()')
    return new Slides(page, errors)
  }

  close(): Promise<void> {
    return this.page.context().close()
  }

  /** Goes to a step of a slide, waits until it stands still, and says where it is. */
  async go(slide: number, clicks = 0): Promise<Place> {
    await this.page.evaluate(`slides.go(${slide}, ${clicks})`)
    return this.where()
  }

  async where(): Promise<Place> {
    return v.parse(Place, await this.page.evaluate('slides.where()'))
  }

  async settled(): Promise<void> {
    await this.page.evaluate('slides.settled()')
  }

  /** The slides' numbers by their titles. */
  async titles(): Promise<ReadonlyMap<string, number>> {
    const numbers = new Map<string, number>()
    const { total } = await this.where()
    for (let slide = 1; slide <= total; slide++) numbers.set((await this.go(slide)).title, slide)
    return numbers
  }

  /** Every step of the slides, in order, as they are shown. */
  async *steps(only?: readonly number[]): AsyncGenerator<Place> {
    const { total } = await this.where()
    for (const slide of only ?? Array.from({ length: total }, (_, index) => index + 1)) {
      let place = await this.go(slide)
      yield place
      while (place.clicks < place.clicksTotal) {
        place = await this.go(slide, place.clicks + 1)
        yield place
      }
    }
  }

  /** The last step of every slide. */
  async *lastSteps(only?: readonly number[]): AsyncGenerator<Place> {
    const { total } = await this.where()
    for (const slide of only ?? Array.from({ length: total }, (_, index) => index + 1)) {
      const { clicksTotal } = await this.go(slide)
      yield await this.go(slide, clicksTotal)
    }
  }

  /** What is wrong with the layout of what is shown, a line each. */
  async layout(): Promise<string[]> {
    const found = v.parse(v.array(Defect), await this.page.evaluate('slides.layout()'))
    return found.map(lineOf)
  }

  /** What is wrong with the pages of the print view, a line each. */
  async printLayout(): Promise<string[]> {
    const Pages = v.array(v.object({ page: v.string(), defects: v.array(Defect) }))
    await this.page.waitForFunction('slides.isPrinted()')
    await this.settled()
    const found = v.parse(Pages, await this.page.evaluate('slides.printLayout()'))
    return found.flatMap(({ page, defects }) =>
      defects.map((defect) => `page ${page}: ${lineOf(defect)}`),
    )
  }
}

const lineOf = ({ kind, what, detail }: v.InferOutput<typeof Defect>) =>
  `${kind}: “${what}” ${detail}`
