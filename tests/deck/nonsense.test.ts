import { expect, test, vi } from 'vitest'
import { Damaged, press } from './damaged.ts'
import { launch } from './site.ts'

// What hangs is told; a computer with much else to do is not a failure.
vi.setConfig({ testTimeout: 300_000 })

/** What may be typed instead of a snippet, and what the shell or Docker answers to it. */
const ANSWERS: readonly [title: string, nonsense: string, says: RegExp][] = [
  ['$ docker run IMAGE', 'dokcer run greet', /dokcer/],
  ['$ docker run IMAGE', "docker run 'greet", /^err/],
  ['$ docker run IMAGE', 'docker run greet | | & ;', /^err/],
  ['$ docker run IMAGE', 'docker run 🐳', /invalid reference/],
  ['Many containers, one image', 'docker run --nonsense clock', /unknown flag: --nonsense/],
  ['A change stays in its container', 'docker diff nobody', /No such container: nobody/],
  ['Two containers, one kernel: ask them', 'docker run base nonsense', /nonsense/],
  ['A tag is a name that moves', 'docker tag nothing mine', /No such image: nothing/],
]

test('nonsense in an editor is answered, and the slide stays presentable', async () => {
  const browser = await launch()
  const deck = await Damaged.open(browser, {})
  for (const [title, nonsense, says] of ANSWERS) {
    const what = nonsense.slice(0, 40)
    const slide = await deck.go(title)
    await slide.getByRole('textbox').fill(nonsense)
    await press(slide, /Run/)
    expect(await slide.getByRole('log').innerText(), what).toMatch(says)
    expect(await slide.getByRole('status').innerText(), what).toMatch(/^Exit/)
    await deck.isPresentable()
    await slide.getByRole('button', { name: 'Reset' }).click()
    await deck.isPresentable()
  }
  await deck.close()
  await browser.close()
})
