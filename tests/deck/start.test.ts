import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createServer, resolveOptions } from '@slidev/cli'
import { expect, test } from 'vitest'
import { projectFolder } from '../../scripts/project.node.ts'
import { launch } from './site.ts'
import { Slides } from './slides.ts'

test('what npm start serves in a new clone is loaded once, up to a shell in the terminal', async () => {
  const cacheDir = join(projectFolder, '.cache/deck-test/vite')
  await rm(cacheDir, { recursive: true, force: true })
  const options = await resolveOptions({ entry: join(projectFolder, 'slides.md') }, 'dev')
  const server = await createServer(options, { cacheDir, clearScreen: false, logLevel: 'error' })
  await server.listen()
  const browser = await launch()
  try {
    const deck = await Slides.open(browser, server.resolvedUrls?.local[0] ?? '')
    let reloads = 0
    deck.page.on('load', () => (reloads += 1))
    const { total } = await deck.where()
    await deck.go(total)
    await deck.page.getByRole('button', { name: 'Open the terminal' }).click()
    const terminal = deck.page.locator('.xterm-rows:visible')
    await expect.poll(() => terminal.innerText(), { timeout: 120_000 }).toMatch(/docker:\S*#/)
    expect(reloads).toBe(0)
    expect(deck.errors).toEqual([])
  } finally {
    await browser.close()
    await server.close()
  }
})
