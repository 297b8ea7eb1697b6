/** One page of the built deck with one machine, on which all live figures are pressed one after the other. */

import type { Browser, Locator } from 'playwright-chromium'
import { expect } from 'vitest'
import * as v from 'valibot'
import { blocksOf, type CommandBlock } from '../../../composables/snippet/blocks.ts'
import { launch, serveDeck } from '../site.ts'
import type { Site } from '../serve.ts'
import { Slides } from '../slides.ts'

const Lines = v.array(
  v.object({
    stream: v.picklist(['stdout', 'stderr', 'command']),
    text: v.string(),
    continued: v.exactOptional(v.literal(true)),
  }),
)

/** The deck on its stage. */
export class Stage {
  private constructor(
    private readonly browser: Browser,
    private readonly site: Site,
    readonly deck: Slides,
    /** Numbers of the slides by their titles. */
    private readonly numbers: ReadonlyMap<string, number>,
  ) {}

  static async open(): Promise<Stage> {
    const browser = await launch()
    const site = await serveDeck()
    const deck = await Slides.open(browser, site.url, { colorScheme: 'light' })
    deck.page.setDefaultTimeout(120_000)
    const numbers = await deck.titles()
    await deck.page.evaluate('slides.watchMotion()')
    return new Stage(browser, site, deck, numbers)
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.site.close()
  }

  /** The slide that is shown. */
  get slide(): Locator {
    return this.deck.page.locator('.slidev-page:visible')
  }

  /** Goes to a step of the slide with a title. */
  async go(title: string, clicks = 0): Promise<Locator> {
    const number = this.numbers.get(title)
    if (number === undefined) throw new Error(`No slide is called “${title}”`)
    await this.deck.go(number, clicks)
    return this.slide
  }

  /** What screen readers hear of the slide's figure. */
  alternative(): Promise<string> {
    return this.slide.locator('.visually-hidden[aria-live]').first().innerText()
  }

  /** The panel of a snippet. */
  panel(snippet: string): Locator {
    return this.slide.locator(`[aria-label="Snippet ${snippet}"]`)
  }

  /** Presses Run in a snippet's panel, waits until it is done, and returns what each command printed. */
  async run(snippet: string, edited?: string): Promise<CommandBlock[]> {
    const panel = this.panel(snippet)
    if (edited !== undefined) await panel.getByRole('textbox').fill(edited)
    await panel.getByRole('button', { name: /Run/ }).click()
    await panel.getByRole('button', { name: 'Run again' }).waitFor()
    return this.printed(snippet)
  }

  /** What each command in a snippet's panel printed. */
  async printed(snippet: string): Promise<CommandBlock[]> {
    const lines = await this.panel(snippet)
      .locator('.docker-snippet-lines li')
      .evaluateAll((items) =>
        items.map((item) => ({
          stream: item.className.replace('is-', ''),
          text: item.querySelector('.docker-snippet-text')?.textContent ?? '',
          ...(item.hasAttribute('data-continued') && { continued: true }),
        })),
      )
    return blocksOf(v.parse(Lines, lines).filter(({ text }) => text !== ''))
  }

  /** After a press a slide has to be as presentable as before: nothing is amiss, and no error was told. */
  async isPresentable(): Promise<void> {
    await this.deck.settled()
    expect(await this.deck.layout()).toEqual([])
    expect(this.deck.errors).toEqual([])
  }
}

/** Notes what an element says from now on, each change once; returns how to ask for it. */
export async function listen(element: Locator): Promise<() => Promise<string[]>> {
  const heard = await element.evaluateHandle((node) => {
    const said = [node.textContent]
    new MutationObserver(() => {
      if (said.at(-1) !== node.textContent) said.push(node.textContent)
    }).observe(node, { subtree: true, childList: true, characterData: true })
    return said
  })
  return async () => v.parse(v.array(v.string()), await heard.jsonValue())
}
