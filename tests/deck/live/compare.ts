import { expect, test } from 'vitest'
import { servedImage, servedMachine } from '../artifacts.ts'
import type { Stage } from './stage.ts'

/** The slides that compare: containers with each other, with a VM, and with objects. */
export function compareFigures(stage: () => Stage): void {
  test('two containers differ in their names, and share the machine’s one kernel', async () => {
    const slide = await stage().go('Two containers, one kernel: ask them')
    await stage().panel('kernel.sh').getByRole('button', { name: 'Run', exact: true }).click()
    await stage().panel('kernel.sh').getByRole('button', { name: 'Run again' }).waitFor()
    const rows = await Promise.all(
      (await slide.locator('.matched tbody tr').all()).map(async (row) => ({
        name: await row.locator('th').innerText(),
        mark: await row.locator('.sign .visually-hidden').innerText(),
        values: await row.locator('td:not(.sign)').allInnerTexts(),
      })),
    )
    expect(rows.map(({ name, mark }) => `${name}: ${mark}`)).toEqual([
      'host name: different',
      'kernel: the same',
      'boot id: the same',
    ])
    const [names, kernels, boots] = rows.map(({ values }) => values)
    expect(names).toEqual([
      expect.stringMatching(/^[0-9a-f]{12}$/),
      expect.stringMatching(/^[0-9a-f]{12}$/),
    ])
    expect(new Set(names).size).toBe(2)
    const { kernelVersion } = await servedMachine()
    expect(kernels).toEqual([kernelVersion, kernelVersion])
    expect(boots?.[0]).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(boots?.[1]).toBe(boots?.[0])
    await stage().isPresentable()
  })

  test('a run is timed, and the image says its platform', async () => {
    const slide = await stage().go('Smaller, faster, wider: measured here', 2)
    const [, faster, wider] = await slide.locator('.gains > li').all()
    if (!faster || !wider) throw new Error('There are not three gains')
    expect(await faster.innerText()).not.toContain('just now')
    await faster.getByRole('button').click()
    await expect.poll(() => faster.getByRole('status').innerText()).toContain('just now')
    const took = /It took (\S+ s)\./.exec(await faster.getByRole('status').innerText())?.[1]
    expect(await faster.locator('.is-container .value').innerText()).toBe(took)
    await wider.getByRole('button').click()
    await expect.poll(() => wider.getByRole('status').innerText()).toContain('just now')
    const { os, architecture } = (await servedImage('greet')).config.content
    expect(await wider.locator('.answer').innerText()).toBe(`${os}/${architecture}`)
    expect(await wider.getByRole('status').innerText()).toContain(`${os}/${architecture}`)
    await stage().isPresentable()
  })

  test('a press on either side makes an object and a container, and both say the same', async () => {
    const slide = await stage().go('Like a class and its object')
    const pairs = slide.locator('.pair')
    const busy = slide.locator('.analogy .status')
    expect(await pairs.count()).toBe(0)
    for (const [made, side] of [0, 1, 0].entries()) {
      await slide.locator('button.make').nth(side).click()
      const pair = pairs.nth(made)
      await expect
        .poll(() => pair.locator('.container').innerText())
        .toMatch(/[0-9a-f]{12}\s+exited/)
      await expect.poll(() => busy.innerText()).not.toContain('…')
      const [object, container] = await pair.locator('.says').allInnerTexts()
      expect(object).toMatch(/^Hello, \w+!$/)
      expect(container).toBe(object)
      await stage().isPresentable()
    }
    expect(await slide.locator('.pairs').innerText()).not.toContain('recorded')
    expect(await slide.locator('button.make:enabled').count()).toBe(0)
    const ids = await pairs.locator('.container code').allInnerTexts()
    expect(new Set(ids).size).toBe(3)
    // Slidev's own steps show recorded pairs only where none were made.
    await stage().go('Like a class and its object', 2)
    expect(await pairs.locator('.container code').allInnerTexts()).toEqual(ids)
    await stage().go('Like a class and its object')
    await slide.getByRole('button', { name: /tidy up/ }).click()
    await expect.poll(() => pairs.count()).toBe(0)
    await stage().isPresentable()
    await stage().go('$ docker run IMAGE')
    const left = await stage().run('greet.sh', 'docker ps -aq')
    const lines = left.flatMap(({ lines }) => lines)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter((id) => ids.includes(id))).toEqual([])
    await stage().panel('greet.sh').getByRole('button', { name: 'Reset' }).click()
  })
}
