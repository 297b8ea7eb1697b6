import { expect, test } from 'vitest'
import { formatBytes } from '../../../composables/formatBytes.ts'
import { STEP_NAMES } from '../../../composables/start/evidence.ts'
import { START_STEPS } from '../../../composables/start/replay.ts'
import { servedImage } from '../artifacts.ts'
import { listen, type Stage } from './stage.ts'

const TITLE = 'In that moment, seven things happened'
const short = (digest: string) => digest.replace('sha256:', '').slice(0, 12)

/** The slides about one start. They come first: only then the machine has to start, and to pull. */
export function startFigures(stage: () => Stage): void {
  const words = () => stage().slide.locator('.start-step .time .visually-hidden').allInnerTexts()
  const isDone = (word: string) => word === 'done' || word === 'skipped'

  async function press() {
    const bar = stage().slide.locator('.start-bar')
    await bar.getByRole('button', { name: /Run/ }).click()
    await bar.getByRole('button', { name: 'Run again' }).waitFor()
  }

  test('the steps of a start light up one after the other, as the engine tells of them', async () => {
    const slide = await stage().go(TITLE)
    expect(await words()).toEqual(START_STEPS.map(() => 'not yet'))
    const told = await listen(slide.locator('.steps'))
    await press()
    expect(await words()).toEqual(START_STEPS.map(() => 'done'))
    const names = START_STEPS.map((step) => STEP_NAMES[step])
    const states = (await told()).map((text) =>
      names.map(
        (name) =>
          /^(?:[^a-z]*(not yet|under way|done|skipped|failed))/.exec(
            text.slice(text.indexOf(name) + name.length),
          )?.[1] ?? '',
      ),
    )
    // Seen on their way, and none before the one above it.
    expect(new Set(states.map(String)).size).toBeGreaterThan(2)
    for (const state of states) {
      const first = state.findIndex((word) => !isDone(word))
      if (first >= 0) expect(state.slice(first).some(isDone)).toBe(false)
    }
    await stage().isPresentable()
  })

  test('its figures are those of the image that was pulled and of the container that ran', async () => {
    const slide = stage().slide
    const { index, manifest } = await servedImage('greet')
    const { layers } = manifest.content
    const size = formatBytes(layers.reduce((sum, layer) => sum + layer.size, 0))
    const digest = short(await sha256(index.bytes))
    const evidence = await slide.locator('.start-step .evidence').allInnerTexts()
    expect(evidence[0]).toBe(`${digest}: ${layers.length} layers, ${size}`)
    expect(evidence[1]).toContain(`${layers.length} of ${layers.length}`)
    // Docker's own layer with /etc/hosts is below them, too.
    expect(evidence[2]).toContain(`${layers.length + 1} folders`)
    const stack = await slide.locator('.stack').innerText()
    for (const layer of layers) expect(stack).toContain(short(layer.digest))
    const alternative = await stage().alternative()
    for (const step of START_STEPS) expect(alternative).toContain(STEP_NAMES[step])
    const border = await slide.locator('.frame .name:not(.cgroup)').innerText()
    await stage().go('$ docker run IMAGE')
    const [, said] = (await stage().printed('greet.sh'))[0]?.lines ?? []
    const id = /in container ([0-9a-f]{12})\./.exec(said ?? '')?.[1]
    expect(border).toBe(`${id}, exited (0)`)
  })

  test('what is there is not pulled again, and a click goes through the last start', async () => {
    await stage().go(TITLE)
    await press()
    expect((await words()).slice(0, 3)).toEqual(['skipped', 'skipped', 'done'])
    await stage().isPresentable()
    await stage().go(TITLE, 3)
    expect((await words()).map(isDone)).toEqual([true, true, true, false, false, false, false])
    expect(await stage().alternative()).not.toContain(STEP_NAMES.writable)
    await stage().isPresentable()
  })
}

async function sha256(bytes: Buffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Buffer.from(digest).toString('hex')
}
