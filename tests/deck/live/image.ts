import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { formatBytes } from '../../../composables/formatBytes.ts'
import { servedImage, servedLayer } from '../artifacts.ts'
import type { Stage } from './stage.ts'

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const short = (digest: string) => `${digest.slice(0, 19)}…`

/** The slides about images: what grows out of one, its history, its files, its layers and its names. */
export function imageFigures(stage: () => Stage): void {
  test('each press on the image makes a container, by pointer and by keyboard', async () => {
    const slide = await stage().go('A container is a running instance of an image')
    const image = slide.getByRole('button', { name: 'Run another container' })
    const boxes = slide.locator('.grown .container-box > .name')
    expect(await stage().alternative()).toBe('Nothing runs yet.')
    for (let press = 0; press < 3; press++) await image.click()
    await image.focus()
    await stage().deck.page.keyboard.press('Enter')
    const shown = ['container 2', 'container 3', 'container 4']
    await expect.poll(() => boxes.allInnerTexts()).toEqual(shown)
    expect(await stage().alternative()).toContain(`${shown.join(', ')}: each has`)
    expect(await stage().alternative()).toContain('1 made room')
    await stage().isPresentable()
    await image.blur()
  })

  test('docker history and the figure beside it tell the same of each line', async () => {
    const slide = await stage().go('Lines that weigh nothing', 1)
    const blocks = await stage().run('history.sh')
    const [heading, ...lines] = blocks.at(-1)?.lines ?? []
    expect(heading).toMatch(/^SIZE +CREATED BY/)
    const history = (await servedImage('greet')).config.content.history.toReversed()
    const rows = lines.map((line) => {
      const [size = '', createdBy = ''] = line.trim().split(/ {2,}/)
      return { size, createdBy: createdBy.replace(/…$/, '') }
    })
    expect(rows.map(({ size }) => size === '0B')).toEqual(history.map((entry) => entry.empty_layer))
    for (const [i, { createdBy }] of rows.entries())
      expect(history[i]?.created_by.startsWith(createdBy)).toBe(true)
    const drawn = await slide
      .locator('.lines li')
      .evaluateAll((items) => items.map((item) => !item.classList.contains('is-weighty')))
    expect(drawn).toEqual(history.map((entry) => entry.empty_layer))
    await stage().isPresentable()
  })

  test('every file of the graph opens to its JSON, by pointer and by keyboard', async () => {
    const slide = await stage().go('Each part of an image is named by its digest', 4)
    const { keyboard } = stage().deck.page
    const image = await servedImage('greet')
    const shown = async (): Promise<unknown> =>
      JSON.parse((await slide.locator('.json .line').allInnerTexts()).join(''))
    for (const kind of ['index', 'manifest', 'config'] as const) {
      const card = slide.locator(`.place.${kind}`).getByRole('button')
      await card.click()
      expect(await card.getAttribute('aria-expanded')).toBe('true')
      expect(await shown()).toEqual(image[kind].json)
      expect(await stage().alternative()).toContain(`Open: the ${kind}.`)
      await stage().isPresentable()
      await keyboard.press('Escape')
      expect(await card.getAttribute('aria-expanded')).toBe('false')
      await card.focus()
      await keyboard.press('Enter')
      expect(await shown()).toEqual(image[kind].json)
      await keyboard.press('Escape')
      await card.blur()
    }
    const panel = slide.locator('.layer-panel')
    for (const [i, layer] of image.manifest.content.layers.entries()) {
      await slide.getByTitle(`Open layer ${i + 1}`).click()
      await panel.locator('dl').waitFor()
      expect(await shown()).toMatchObject(layer)
      const tar = gunzipSync(await servedLayer('greet', layer.digest))
      expect(sha256(tar)).toBe(image.config.content.rootfs.diff_ids[i])
      const said = await panel.innerText()
      for (const part of [layer.size, tar.length]) expect(said).toContain(part.toLocaleString('en'))
      for (const digest of [layer.digest, sha256(tar)]) expect(said).toContain(short(digest))
      expect(said.match(/✓ matches/g)).toHaveLength(2)
      await stage().isPresentable()
    }
    await slide.getByRole('button', { name: 'Close' }).click()
    expect(await slide.locator('[aria-expanded="true"]').count()).toBe(0)
    expect(await stage().alternative()).not.toContain('Open:')
  })

  test('the bytes that sharing saves are those of the manifests', async () => {
    await stage().go('Layers are stored once, and shared by all', 3)
    const names = ['greet', 'clock', 'lua']
    const images = await Promise.all(names.map((name) => servedImage(name)))
    const layers = images.flatMap(({ manifest }) => manifest.content.layers)
    const once = new Map(layers.map(({ digest, size }) => [digest, size]))
    const sum = (sizes: Iterable<number>) => [...sizes].reduce((total, size) => total + size, 0)
    const [alone, stored] = [sum(layers.map(({ size }) => size)), sum(once.values())]
    const alternative = await stage().alternative()
    expect(alternative).toContain(`Each stored alone: ${formatBytes(alone)}.`)
    expect(alternative).toContain(`Stored once: ${formatBytes(stored)}.`)
    expect(alternative).toContain(`Saved: ${formatBytes(alone - stored)}.`)
    await stage().go('Sizes of images do not add up')
    await stage().run('stored-once.sh')
    await stage().isPresentable()
  })

  test('a tag that is moved in the engine moves on the slide, and back', async () => {
    await stage().go('A tag is a name that moves')
    const named = async (name: string) =>
      `names the image ${name}, ${short(sha256((await servedImage(name)).index.bytes))}`
    expect(await stage().alternative()).toContain(await named('base'))
    const ids = (await stage().run('tag.sh')).at(-1)?.lines
    expect(await stage().alternative()).toContain(await named('lua'))
    expect(ids?.[1]).toBe((await servedImage('lua')).manifest.content.config.digest)
    await stage().isPresentable()
    await stage().run('tag.sh', 'docker tag base mine')
    await expect.poll(() => stage().alternative()).toContain(await named('base'))
    await stage().panel('tag.sh').getByRole('button', { name: 'Reset' }).click()
    // A click goes on with the story.
    await stage().go('A tag is a name that moves', 1)
    expect(await stage().alternative()).toContain(await named('lua'))
    await stage().isPresentable()
  })
}
