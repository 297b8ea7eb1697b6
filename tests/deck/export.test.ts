import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder } from '../../scripts/project.node.ts'
import { servePaper } from './paper.ts'
import { launch, serveDeck } from './site.ts'
import { Slides } from './slides.ts'

/** What an export may take, in milliseconds. */
const LIMIT = 90_000
const LIMIT_WITH_CLICKS = 240_000

/** What only a machine that starts asks for. */
const MACHINE = /^\/machine\/(?!machine\.json)|worker_file|\.wasm$/

let folder: string
let slides = 0
let steps = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'))
  const browser = await launch()
  const site = await serveDeck()
  const deck = await Slides.open(browser, site.url)
  for await (const { clicksTotal } of deck.lastSteps()) {
    slides += 1
    steps += clicksTotal + 1
  }
  await browser.close()
  await site.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Exports as people do, and returns the number of pages. */
async function exported(name: string, limit: number, ...options: string[]): Promise<number> {
  const file = join(folder, name)
  const args = ['run', '-s', 'export', '--', '--output', file, ...options]
  await promisify(execFile)('npm', args, { cwd: projectFolder, timeout: limit })
  const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' })
  return Number(/^Pages: +(\d+)$/m.exec(info)?.[1])
}

test('npm run export takes Slidev’s options, those that it has values for itself too', async () => {
  expect(await exported('two.pdf', LIMIT, '--per-slide', '--range', '1,4')).toBe(2)
})

test(
  'a page for each slide, within 90 s, with no machine there',
  async () => {
    const machine = join(projectFolder, 'public/machine')
    const aside = join(projectFolder, '.cache/deck-test/machine-aside')
    await rename(machine, aside)
    try {
      expect(await exported('all.pdf', LIMIT)).toBe(slides)
    } finally {
      await rename(aside, machine)
    }
  },
  LIMIT + 10_000,
)

test(
  'with clicks, a page for each step of each slide, within 240 s',
  async () => {
    expect(steps).toBeGreaterThan(slides)
    expect(await exported('clicks.pdf', LIMIT_WITH_CLICKS, '--with-clicks')).toBe(steps)
  },
  LIMIT_WITH_CLICKS + 10_000,
)

test.each(['true', 'clicks'] as const)('the print view (%s) starts no machine', async (print) => {
  const browser = await launch()
  const paper = await servePaper('slides.md')
  const requests: string[] = []
  const context = await browser.newContext()
  context.on('request', (request) => requests.push(new URL(request.url()).pathname))
  const page = await context.newPage()
  await page.goto(paper.url(print))
  await page
    .locator('.print-slide-container')
    .nth(slides - 1)
    .waitFor()
  await page.waitForFunction("document.querySelectorAll('.is-settled').length > 3")
  await page.waitForLoadState('networkidle')
  // What figures are drawn from is read; what a machine consists of, and layers, are not.
  expect(requests.some((path) => path.includes('/v2/'))).toBe(true)
  expect(requests.filter((path) => MACHINE.test(path))).toEqual([])
  expect(page.workers()).toEqual([])
  await browser.close()
  await paper.close()
})
