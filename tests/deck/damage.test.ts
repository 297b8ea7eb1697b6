/** Files that are missing, damaged or forged: a slide stays presentable, and says what is wrong where it is. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Browser, Locator } from 'playwright-chromium'
import { Damaged, press } from './damaged.ts'
import { damagedSnapshot, forgedManifests, swappedLayers } from './damage.node.ts'
import { launch } from './site.ts'

// What hangs is told; a computer with much else to do is not a failure.
vi.setConfig({ testTimeout: 300_000 })

let browser: Browser

beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** Slides that are drawn from an image's documents, where each says that they are not there, and at which step. */
const DRAWN: readonly [title: string, place: string, clicks?: number][] = [
  ['An image is a stack', '.problem-note', 2],
  ['A small base keeps the image small', '.problem-note'],
  ['A layer is a difference', '.problem-note'],
  ['Lines that weigh nothing', '.problem-note'],
  ['Each part of an image is named by its digest', '.failure'],
  ['Layers are stored once, and shared by all', '.problem-note'],
  ['A tag is a name that moves', '.problem-note'],
  ['Many containers, one image', '.missing'],
  ['Smaller, faster, wider: measured here', '.gains > li:first-child .trouble'],
]

describe('manifests', () => {
  const none = () => Promise.resolve(new Map<string, string>())
  test.each([
    { what: 'that are not there', missing: ['v2/'], says: 'the host answers 404', files: none },
    {
      what: 'in whose place comes a page',
      missing: ['v2/'],
      notFound: 'start page' as const,
      says: 'not JSON',
      files: none,
    },
    { what: 'that are forged', says: 'another digest', files: forgedManifests },
  ])('$what', async ({ files, says, what, ...options }) => {
    const damaged = await Damaged.open(browser, options, await files())
    for (const [title, place, clicks] of DRAWN) {
      const slide = await damaged.go(title, clicks)
      expect(await slide.locator(place).first().innerText(), title).toContain(says)
      expect(await heardOn(slide), title).toContain(says)
      await damaged.isPresentable()
    }
    const slide = await damaged.go('Each part of an image is named by its digest')
    const drawn = await slide.locator('.place:not(.is-waiting) .title').allInnerTexts()
    expect(drawn).toEqual(what === 'that are forged' ? ['index', 'manifest'] : ['index'])
    await press(await damaged.go('$ docker run IMAGE'), 'Run')
    const output = slide.getByRole('log')
    expect(await output.innerText()).toMatch(/docker: Error response from daemon: \S+/)
    await damaged.isPresentable()
    const start = await damaged.go('In that moment, seven things happened')
    expect(await start.locator('.start-step.is-failed').count()).toBe(1)
    expect(await start.locator('.problem').innerText()).not.toBe('')
    await damaged.isPresentable()
    const gains = await damaged.go('Smaller, faster, wider: measured here')
    for (const [place, button] of ['Time one', 'Ask'].entries()) {
      await gains.getByRole('button', { name: button }).click()
      const row = gains.locator('.gains > li').nth(place + 1)
      expect(await row.locator('.trouble').innerText()).toContain('Error')
    }
    await damaged.isPresentable()
    const pairs = await damaged.go('Like a class and its object')
    await pairs.locator('button.make').first().click()
    expect(await pairs.getByRole('alert').innerText()).toContain('Error')
    await damaged.isPresentable()
    const life = await damaged.go('A container has a life')
    await life.getByRole('button', { name: 'create', exact: true }).click()
    expect(await life.locator('.life-console .trouble').innerText()).toContain('Error')
    await damaged.isPresentable()
    await damaged.close()
  })

  test('whose layers are upside down', async () => {
    const damaged = await Damaged.open(browser, {}, await swappedLayers())
    const layers = await damaged.go('A layer is a difference')
    expect(await layers.locator('.problem-note').innerText()).toContain(
      'another layer in its place',
    )
    await damaged.isPresentable()
    const graph = await damaged.go('Each part of an image is named by its digest')
    await graph.getByTitle('Open layer 1').click()
    await graph.locator('.layer-panel dl').waitFor()
    const checks = await graph.locator('.layer-panel dd').allInnerTexts()
    expect(checks).toEqual([expect.stringContaining('✓'), expect.stringContaining('✗')])
    await damaged.isPresentable()
    for (const [title] of DRAWN) {
      await damaged.go(title)
      await damaged.isPresentable()
    }
    const slide = await damaged.go('$ docker run IMAGE')
    await press(slide, 'Run')
    expect(await slide.getByRole('log').innerText()).toMatch(/layer|diff/i)
    expect(await slide.getByRole('status').innerText()).toBe('Exit code 125')
    await damaged.isPresentable()
    await damaged.close()
  })
})

/** Slides on which something is run: the button, the step at which it is there, and where the slide says why it failed. */
const RUN: readonly [title: string, button: string, place: string, clicks?: number][] = [
  ['An image is a stack', 'Run', '[role="alert"]'],
  ['Lines that weigh nothing', 'Run', '[role="alert"]'],
  ['Sizes of images do not add up', 'Run', '[role="alert"]'],
  ['A tag is a name that moves', 'Run', '[role="alert"]'],
  ['In that moment, seven things happened', 'Run', '.problem'],
  ['$ docker run IMAGE', 'Run', '[role="alert"]'],
  ['Many containers, one image', 'Run', '[role="alert"]'],
  ['A change stays in its container', 'Run', '[role="alert"]'],
  ['A container has a life', 'create', '.trouble'],
  ['A container is a running OS environment', 'Run', '[role="alert"]'],
  ['A container serves: publish its port', 'Run', '[role="alert"]'],
  ['Two containers, one kernel: ask them', 'Run', '[role="alert"]'],
  ['Smaller, faster, wider: measured here', 'Time one', 'li:nth-child(2) .trouble'],
  ['Smaller, faster, wider: measured here', 'Ask', 'li:nth-child(3) .trouble'],
  ['Like a class and its object', 'docker run', '[role="alert"]'],
  ['Eight claims: true or false?', 'Prove it', '[role="alert"]', 1],
  ['Your turn: the engine is real', 'Open the terminal', '[role="alert"]'],
]

describe('a machine', () => {
  const none = () => Promise.resolve(new Map<string, Uint8Array>())
  test.each([
    { what: 'that is not there', missing: ['machine/'], says: 'machine.json', files: none },
    { what: 'whose snapshot is damaged', says: 'SHA-256', files: damagedSnapshot },
  ])('$what', async ({ files, says, ...options }) => {
    const damaged = await Damaged.open(browser, options, await files())
    for (const [title, button, place, clicks] of RUN) {
      const slide = await damaged.go(title, clicks)
      await slide
        .getByRole('button', { name: button, exact: button === 'create' })
        .last()
        .click()
      await expect.poll(() => slide.locator(place).innerText(), { message: title }).toContain(says)
      await damaged.isPresentable()
    }
    await damaged.close()
  })
})

/** All that screen readers are told of what a slide draws. */
async function heardOn(slide: Locator): Promise<string> {
  const parts = slide.locator('[role="alert"], [role="status"], .visually-hidden, .trouble')
  return (await parts.allInnerTexts()).join('\n')
}
