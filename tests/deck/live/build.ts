import { expect, test } from 'vitest'
import * as v from 'valibot'
import { formatBytes } from '../../../composables/formatBytes.ts'
import { audit } from '../axe.ts'
import { listen, type Stage } from './stage.ts'

const TITLE = 'An image is a stack'
const SNIPPET = 'build.sh'

const TWO_STAGES = `cat > Dockerfile <<EOF
FROM lua AS make
RUN lua -e 'print(_VERSION)' > /made
FROM base
COPY --from=make /made /srv/
CMD ["cat", "/srv/made"]
EOF
docker build -t two .
docker run --rm two`

const MANY_LINES = `echo FROM greet > Dockerfile
for i in $(seq 9)
do echo "RUN echo $i > /$i"
done >> Dockerfile
docker build -t app .`

/** A Dockerfile, written and built. */
const building = (...lines: string[]) =>
  ['cat > Dockerfile <<EOF', ...lines, 'EOF', 'docker build -t app .'].join('\n')

/** The slide on which an image is built. */
export function buildFigures(stage: () => Stage): void {
  const rows = async () =>
    Promise.all(
      (await stage().slide.locator('.build-row').all()).map(async (row) => ({
        isLayer: await row.evaluate((element) => element.classList.contains('is-layer')),
        label: await row.locator('[title]').getAttribute('title'),
        digest: (await row.locator('.detail').allInnerTexts()).join(),
        size: (await row.locator('.size').allInnerTexts()).join(),
        note: (await row.locator('.place').allInnerTexts()).join(),
      })),
    )
  const open = () => stage().go(TITLE, 3)
  const caption = () => stage().slide.locator('.build-stack .caption').innerText()
  const problem = () => stage().slide.locator('.build-stack .problem').innerText()
  /** What docker prints, asked on another slide. */
  async function ask(command: string): Promise<string[]> {
    await stage().go('$ docker run IMAGE')
    const [block] = await stage().run('greet.sh', command)
    await stage().panel('greet.sh').getByRole('button', { name: 'Reset' }).click()
    return [...(block?.lines ?? [])]
  }

  test('a stack grows while docker build makes its layers, and is the image that the engine has', async () => {
    const slide = await open()
    expect(await stage().alternative()).toContain('No layer yet')
    const heard = await listen(slide.locator('.visually-hidden[aria-live]').first())
    const printed = await stage().run(SNIPPET)
    expect(printed.map(({ command }) => command).slice(1)).toEqual([
      'docker build -t app .',
      'docker run --rm app',
    ])
    expect(printed.at(-1)?.lines).toEqual(['42'])
    const told = (await heard()).join('\n')
    expect(told).toMatch(
      /FROM lua: 2 layers of lua[^]*Step 2 of 4[^]*Step 3 of 4[^]*Built\. app:latest: 4 layers/,
    )
    await stage().isPresentable()
    expect((await audit(stage().deck.page, '.build-stack')).violations).toEqual([])
    const drawn = await rows()
    const line = await caption()

    const history = await ask("docker history --no-trunc --format '{{.Size}}|{{.CreatedBy}}' app")
    const own = history.slice(0, 3).toReversed()
    for (const [i, entry] of own.entries()) {
      const [size, createdBy = ''] = entry.split('|')
      const row = drawn[i + 2]
      expect(row?.size).toBe(size)
      expect(row?.isLayer).toBe(size !== '0B')
      // The history has the shell before it, and no commas in lists.
      expect(createdBy.replaceAll(',', '')).toContain(
        row?.label?.replace(/^RUN /, '').replaceAll(',', ''),
      )
    }
    const [json = ''] = await ask("docker image inspect -f '{{json .RootFS.Layers}}' app")
    const layers = v.parse(v.array(v.string()), JSON.parse(json))
    expect(drawn.flatMap(({ digest }) => (digest === '' ? [] : [`sha256:${digest}`]))).toEqual(
      layers.map((digest) => digest.slice(0, 'sha256:'.length + 12)),
    )
    const [bytes = ''] = await ask("docker image inspect -f '{{.Size}}' app")
    expect(line).toBe(`app:latest: 4 layers, ${formatBytes(Number(bytes))} unpacked`)
  })

  test('the second time all comes from the cache, and is the same', async () => {
    await open()
    const before = await rows()
    const printed = await stage().run(SNIPPET)
    const build = printed.find(({ command }) => command.startsWith('docker build'))
    expect(build?.lines.filter((line) => line.includes('Using cache'))).toHaveLength(3)
    const after = await rows()
    expect(after.map(({ digest }) => digest)).toEqual(before.map(({ digest }) => digest))
    expect(after.slice(2, 4).map(({ note }) => note)).toEqual(['Using cache', 'Using cache'])
    await stage().isPresentable()
  })

  test('an image of two stages, typed into the editor, is built and runs', async () => {
    await open()
    const printed = await stage().run(SNIPPET, TWO_STAGES)
    expect(printed.at(-1)?.lines).toEqual(['Lua 5.4'])
    // What is drawn is the stage that the image is of.
    expect((await rows()).map(({ label }) => label)).toEqual([
      expect.stringMatching(/^ADD rootfs\.tar/),
      'COPY --from=make /made /srv/',
      'CMD ["cat", "/srv/made"]',
    ])
    expect(await caption()).toMatch(/^two:latest: 2 layers/)
    await stage().isPresentable()
  })

  test('more lines than there is room for are counted', async () => {
    await open()
    await stage().run(SNIPPET, MANY_LINES)
    expect(await stage().slide.locator('.build-row.is-fold').innerText()).toContain('7 layers')
    expect(await caption()).toMatch(/^app:latest: 12 layers/)
    await stage().isPresentable()
  })

  test.each([
    ['a line that is no instruction', ['FROM base', '', 'RUNN x'], 'parse error line 3', 'did not'],
    ['a file that is not there', ['FROM base', 'COPY nope /'], 'COPY failed: file not', 'step 2'],
    ['a program that fails', ['FROM base', 'RUN exit 7'], 'returned a non-zero code: 7', 'step 2'],
  ])('%s is told where the stack ends', async (_, lines, message, end) => {
    await open()
    await stage().run(SNIPPET, building(...lines))
    expect(await problem()).toContain(message)
    expect(await caption()).toContain(end)
    await stage().isPresentable()
  })

  test('Stop leaves what was made, and nothing that runs', async () => {
    await open()
    const panel = stage().panel(SNIPPET)
    await panel
      .getByRole('textbox')
      .fill(building('FROM base', 'RUN echo 1 > /one', 'RUN sleep 1000'))
    await panel.getByRole('button', { name: /Run/ }).click()
    await stage().slide.locator('.is-step', { hasText: 'writable, in a container' }).waitFor()
    await expect.poll(() => caption()).toBe('Step 3 of 3')
    await panel.getByRole('button', { name: 'Stop' }).click()
    await panel.getByRole('button', { name: 'Run again' }).waitFor()
    expect(await problem()).toMatch(/^Stopped\./)
    expect(await caption()).toContain('ended at step 3 of 3')
    await stage().isPresentable()
    expect(await ask('docker ps -q')).toEqual([])
    await open()
    await panel.getByRole('button', { name: 'Reset' }).click()
    expect(await stage().alternative()).toContain('No layer yet')
    expect((await stage().run(SNIPPET)).at(-1)?.lines).toEqual(['42'])
    await stage().isPresentable()
  })
}
