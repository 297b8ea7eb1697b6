/** The deck on a host with something wrong, and how it is used. */

import { expect } from 'vitest'
import type { Browser, Locator } from 'playwright-chromium'
import { damage } from './damage.node.ts'
import type { SiteOptions } from './serve.ts'
import { deckFolder, serveDeck } from './site.ts'
import { Slides } from './slides.ts'

/** The deck on a host with something wrong. */
export class Damaged {
  private constructor(
    readonly deck: Slides,
    private readonly numbers: ReadonlyMap<string, number>,
    readonly close: () => Promise<void>,
  ) {}

  /** Opens it: what the host does not have, and what it has instead of what was built. */
  static async open(
    browser: Browser,
    options: Partial<SiteOptions>,
    files = new Map<string, string | Uint8Array>(),
  ): Promise<Damaged> {
    const { folder, remove } = await damage(files)
    const site = await serveDeck({ roots: [folder, deckFolder], ...options })
    const deck = await Slides.open(browser, site.url)
    deck.page.setDefaultTimeout(120_000)
    return new Damaged(deck, await deck.titles(), async () => {
      await deck.close()
      await site.close()
      await remove()
    })
  }

  /** Goes to a slide: its last step, or the one that is given. */
  async go(title: string, clicks?: number): Promise<Locator> {
    const number = this.numbers.get(title)
    if (number === undefined) throw new Error(`No slide is called “${title}”`)
    const { clicksTotal } = await this.deck.go(number)
    await this.deck.go(number, clicks ?? clicksTotal)
    return this.deck.page.locator('.slidev-page:visible')
  }

  /** Nothing overlaps, and nothing went wrong that the slides do not tell; failed requests tell themselves. */
  async isPresentable(): Promise<void> {
    await this.deck.settled()
    expect(await this.deck.layout()).toEqual([])
    const told = this.deck.errors.filter((error) => !error.startsWith('Failed to load resource'))
    expect(told).toEqual([])
  }
}

/** Presses a button that runs something, and waits until it has ended. */
export async function press(slide: Locator, name: string | RegExp): Promise<void> {
  await slide.getByRole('button', { name }).first().click()
  await slide.getByRole('button', { name: 'Run again' }).waitFor()
}
