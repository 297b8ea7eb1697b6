import { expect, test } from 'vitest'
import {
  commandLine,
  isAllowed,
  LIFE_COMMANDS,
  type LifeCommand,
  type LifeState,
} from '../../../composables/containers/life.ts'
import { PROOF_GROUPS, type Proof } from '../../../components/proofs/proofs.ts'
import { formatBytes } from '../../../composables/formatBytes.ts'
import type { CommandBlock } from '../../../composables/snippet/blocks.ts'
import { servedImage } from '../artifacts.ts'
import { listen, type Stage } from './stage.ts'

const ID = /^[0-9a-f]{64}$/
const idsIn = (blocks: readonly CommandBlock[]) =>
  blocks.flatMap(({ lines }) => lines.filter((line) => ID.test(line)))
const linesOf = (blocks: readonly CommandBlock[], command: string) =>
  blocks.find((block) => block.command === command)?.lines ?? []

/** The slides about containers: a file that two have, a life, isolation, and many of one image. */
export function containerFigures(stage: () => Stage): void {
  test('a copied-up file goes along with the commands, and says what they said', async () => {
    const title = 'A change stays in its container'
    const slide = await stage().go(title)
    const told = await listen(slide.locator('.cow .text'))
    const blocks = await stage().run('copy-on-write.sh')
    const story = [
      /read from the image/,
      /copies the file up/,
      /other container/,
      /^diff/,
      /^rm took/,
    ]
    const places = (await told()).map((text) => story.findIndex((part) => part.test(text)))
    expect(places).toEqual([...places].sort())
    expect([places[0], places.includes(1), places.at(-1)]).toEqual([0, true, 4])

    const original = linesOf(blocks, 'docker run --rm base cat /etc/issue')
    expect(original.length).toBeGreaterThan(0)
    for (const line of original)
      expect(await slide.locator('.cow .original').innerText()).toContain(line)
    expect(await stage().alternative()).toContain('rm took')
    await stage().isPresentable()
    await stage().go(title, 1)
    const changed = linesOf(blocks, 'docker exec one cat /etc/issue')
    expect(changed).not.toEqual(original)
    // Of a line that both have, the figure shows the beginning.
    expect(await slide.locator('.copy').innerText()).toContain(changed.at(-1))
    expect(await stage().alternative()).toContain(`Container one’s says “${changed.join(' ')}”`)
    await stage().go(title, 3)
    const diff = linesOf(blocks, 'docker diff one')
    expect(diff.length).toBeGreaterThan(2)
    expect(await slide.locator('.diff li').allInnerTexts()).toEqual(diff)
    expect(await stage().alternative()).toContain(diff.join('; '))
    await stage().isPresentable()
  })

  test('the diagram follows a container through its life, and offers what Docker allows', async () => {
    const title = 'A container has a life'
    const slide = await stage().go(title)
    const buttons = slide.getByRole('group', { name: 'Commands for the container' })
    const marked = slide.locator('.diagram .mermaid .node').filter({ hasText: '●' })
    const press = async (command: LifeCommand, state: LifeState) => {
      await buttons.getByRole('button', { name: command, exact: true }).click()
      await expect.poll(() => stage().alternative()).toContain(`life is ${state}`)
      await buttons.locator('button:enabled').first().waitFor()
      await expect.poll(() => marked.allTextContents()).toEqual([expect.stringContaining(state)])
      const enabled = await buttons.locator('button:enabled').allInnerTexts()
      expect(enabled).toEqual(LIFE_COMMANDS.filter((one) => isAllowed(one, state)))
      const console = await slide.getByRole('log', { name: 'The last command' }).innerText()
      expect(console).toContain(commandLine(command, 'life'))
      await stage().isPresentable()
    }
    await press('create', 'created')
    await press('start', 'running')
    await press('exec', 'running')
    await press('pause', 'paused')
    await stage().go('$ docker run IMAGE')
    const asked = await stage().run('greet.sh', "docker inspect -f '{{.State.Status}}' life")
    expect(asked.flatMap(({ lines }) => lines)).toEqual(['paused'])
    await stage().panel('greet.sh').getByRole('button', { name: 'Reset' }).click()
    await stage().go(title)
    await press('unpause', 'running')
    await press('stop', 'exited')
    await press('restart', 'running')
    await press('stop', 'exited')
    await press('rm', 'removed')
    await press('run', 'running')
    // A click goes on with the recorded life.
    await stage().go(title, 3)
    await expect.poll(() => marked.allTextContents()).toEqual([expect.stringContaining('paused')])
    await stage().isPresentable()
  })

  const proofs = PROOF_GROUPS.flatMap((group) => group.proofs)
  /** What the output of each proof has to show. */
  const shows: Record<Proof['step'], (lines: readonly string[]) => void> = {
    hostname: (lines) => expect(lines).toEqual(['box']),
    processes: (lines) => expect(lines.slice(1)).toEqual([expect.stringMatching(/^ *1 .* ps$/)]),
    mounts: (lines) => expect(lines[0]).toBe('overlay /'),
    network: (lines) => expect(lines).toEqual(['lo']),
    pids: (lines) => expect(lines).toEqual(['ok', 'ok', 'ok', 'ok']),
    memory: (lines) => expect(lines).toEqual(expect.arrayContaining(['137', 'OOM: true'])),
  }

  test('every proof of isolation proves its part', async () => {
    const slide = await stage().go('A container is a running OS environment')
    for (const { step, title, snippet, means } of proofs) {
      await slide.getByRole('button', { name: title }).click()
      const blocks = await stage().run(snippet)
      shows[step](blocks.flatMap(({ lines }) => lines))
      expect(await slide.locator('.means').innerText()).toBe(means)
      await stage().isPresentable()
    }
    const status = slide.getByRole('status')
    const limited = proofs.find(({ step }) => step === 'pids')?.title ?? ''
    await slide.getByRole('button', { name: limited }).click()
    expect(await status.innerText()).toBe('Exit 2')
    const errors = await slide.locator('li.is-stderr').allInnerTexts()
    expect(errors.join('')).toContain("can't fork")
    // A click goes on with the steps.
    await stage().deck.page.keyboard.press('ArrowRight')
    const pressed = slide.locator('.proof[aria-pressed="true"]')
    await expect.poll(() => pressed.innerText()).toContain('own processes')
  })

  // The last one: containers of clock go on, and take time from all that comes after them.
  test('the containers of the engine are those that are drawn, and the cross removes one', async () => {
    const slide = await stage().go('Many containers, one image')
    const boxes = slide.locator('.many-container .container-box > span.name')
    const { layers } = (await servedImage('clock')).manifest.content
    for (const { size } of layers)
      expect(await slide.locator('.many .image').innerText()).toContain(formatBytes(size))
    expect(await stage().alternative()).toContain('No container of it yet')

    const first = idsIn(await stage().run('three.sh'))
    expect(first).toHaveLength(3)
    await expect.poll(() => boxes.allInnerTexts()).toEqual(first.map((id) => id.slice(0, 12)))
    await stage().isPresentable()
    const all = [...first, ...idsIn(await stage().run('three.sh'))]
    await expect.poll(() => slide.locator('.count').innerText()).toContain('6 containers')
    await stage().isPresentable()

    const removed = all[4]?.slice(0, 12)
    await slide
      .locator('.many-container')
      .filter({ hasText: removed ?? '' })
      .getByRole('button')
      .click()
    await expect.poll(() => slide.locator('.count').innerText()).toContain('5 containers')
    const left = all.filter((id) => id.slice(0, 12) !== removed)
    // The box of the removed one fades.
    await expect
      .poll(() => boxes.allInnerTexts())
      .toEqual(left.slice(-3).map((id) => id.slice(0, 12)))
    expect(await stage().alternative()).toContain('5 containers share it')
    const listed = await stage().run('three.sh', 'docker ps -q --no-trunc --filter ancestor=clock')
    expect(idsIn(listed).sort()).toEqual([...left].sort())
    await stage().panel('three.sh').getByRole('button', { name: 'Reset' }).click()
    await stage().isPresentable()
  })
}
