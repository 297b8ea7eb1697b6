/** The built decks in a browser. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-chromium'
import * as v from 'valibot'
import { Recording } from '../../composables/snippet/recording.ts'
import { projectFolder } from '../../scripts/project.node.ts'
import { needChromium } from '../../scripts/chromium.node.ts'
import { serve, type Site, type SiteOptions } from './serve.ts'

/** The path under which the decks are served. */
export const base = '/deck/'
/** The deck as `npm run build` makes it. */
export const deckFolder = join(projectFolder, '.cache/deck-test/deck')
/** A deck whose blocks are live in Slidev's own way. */
export const plainFolder = join(projectFolder, '.cache/deck-test/plain')

/** Serves the deck under `/deck/`. */
export function serveDeck(options: Partial<SiteOptions> = {}): Promise<Site> {
  return serve({ roots: [deckFolder], base, ...options })
}

/** Serves the deck of plain blocks under `/deck/`, with the machine and the images beside it. */
export function servePlain(): Promise<Site> {
  return serve({ roots: [plainFolder, join(projectFolder, 'public')], base })
}

/** What was recorded of a snippet: the lines that its program printed, blank ones left out, and the day. */
export async function recorded(name: string): Promise<{ lines: string[]; day: string }> {
  const file = join(projectFolder, 'snippets/recorded', `${name}.json`)
  const { output, recordedAt } = v.parse(Recording, JSON.parse(await readFile(file, 'utf8')))
  const lines = output
    .filter(({ stream }) => stream === 'stdout')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.trim() !== '')
  if (lines.length === 0) throw new Error(`${file} has no output`)
  return { lines, day: recordedAt }
}

/** Digests of the layers that the built site serves for an image. */
export async function layerDigests(name: string): Promise<string[]> {
  const manifests = join(deckFolder, 'v2/library', name, 'manifests')
  const read = async (file: string): Promise<unknown> =>
    JSON.parse(await readFile(join(manifests, file), 'utf8'))
  const withDigest = v.object({ digest: v.string() })
  const index = v.parse(v.object({ manifests: v.tuple([withDigest]) }), await read('latest'))
  const manifest = await read(index.manifests[0].digest)
  return v
    .parse(v.object({ layers: v.array(withDigest) }), manifest)
    .layers.map(({ digest }) => digest)
}

/** Starts a browser. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: needChromium(), args: ['--no-sandbox'] })
}

/** What a page did that a test may have to answer for. */
export interface Watched {
  page: Page
  /** Every address that the page and its workers asked for. */
  requests: string[]
  /** Errors on the console and exceptions that nobody caught. */
  errors: string[]
}

/** Opens a page and records what it does. */
export async function openPage(browser: Browser): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 980, height: 552 } })
  const page = await context.newPage()
  const watched: Watched = { page, requests: [], errors: [] }
  context.on('request', (request) => watched.requests.push(request.url()))
  page.on('console', (message) => {
    if (message.type() === 'error') watched.errors.push(message.text())
  })
  page.on('pageerror', (error) => watched.errors.push(String(error)))
  return watched
}

/**
 * Goes to the slide with a snippet, as a person does with the arrow keys, and returns its panel.
 */
export async function goToSnippet(page: Page, url: string, name: string) {
  await page.goto(url)
  const panel = page.locator(`.slidev-page:visible [aria-label="Snippet ${name}"]`)
  await page.locator('.slidev-page:visible').first().waitFor()
  for (let presses = 0; presses < 200 && !(await panel.isVisible()); presses++) {
    await page.keyboard.press('ArrowRight')
    await page.waitForTimeout(50)
  }
  await panel.waitFor()
  return panel
}
