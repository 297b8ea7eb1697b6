/** The terminal of the last slide, on one page with one machine. What it shows is what the machine's programs printed. */

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Browser, Locator, Page } from 'playwright-chromium'
import { audit } from './axe.ts'
import { launch, serveDeck } from './site.ts'
import type { Site } from './serve.ts'
import { Slides } from './slides.ts'

// What hangs is told; a computer with much else to do is not a failure.
vi.setConfig({ testTimeout: 300_000 })

let browser: Browser
let site: Site
let deck: Slides
let page: Page
let terminal: Locator
/** The number of the terminal's slide. */
let here = 0

beforeAll(async () => {
  browser = await launch()
  site = await serveDeck()
  deck = await Slides.open(browser, site.url, {
    colorScheme: 'light',
    permissions: ['clipboard-read', 'clipboard-write', 'screen-wake-lock'],
  })
  page = deck.page
  page.setDefaultTimeout(120_000)
  const titles = await deck.titles()
  here = titles.get('Your turn: the engine is real') ?? 0
  expect(here).toBe(titles.size)
  await deck.go(here)
  terminal = page.locator('.slidev-page:visible').getByRole('region', { name: 'Terminal' })
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

/** What is drawn, a row a line. */
const drawn = async () => {
  const rows = await terminal.locator('.xterm-rows > div').allTextContents()
  return rows
    .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
    .join('\n')
    .trimEnd()
}
const see = (what: RegExp) => expect.poll(drawn, { timeout: 120_000 }).toMatch(what)
const type = (text: string) => page.keyboard.type(text)
const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}
/** The machine's prompt with nothing behind it. */
const prompt = () => see(/docker:\S*#$/)
/** Runs a command at the prompt, on a screen without what was there before, and waits for the next prompt. */
async function run(command: string, expected: RegExp) {
  await press('Control+l')
  await expect.poll(drawn).toMatch(/^docker:\S*#$/)
  await type(`${command}\n`)
  await see(expected)
  await prompt()
}
/** Begins a line anew. */
const cancel = async () => {
  await press('Control+c')
  await prompt()
}
const hasFocus = () =>
  terminal.evaluate((element) => element.contains(element.ownerDocument.activeElement))
const slideNow = async () => (await deck.where()).slide
const visiblePart = '.slidev-page:not([style*="display: none"])'

test('opens at a press, and has the keys', async () => {
  expect(await terminal.locator('.xterm').count()).toBe(0)
  const seen = terminal.evaluate(
    (element) =>
      new Promise<string[]>((resolve) => {
        const texts: string[] = []
        new MutationObserver((_changes, observer) => {
          const bar = element.querySelector('[role=progressbar]')
          if (bar) texts.push(bar.getAttribute('aria-valuetext') ?? '')
          else if (texts.length > 0) {
            observer.disconnect()
            resolve(texts)
          }
        }).observe(element, { subtree: true, childList: true, attributes: true })
      }),
  )
  await terminal.getByRole('button', { name: 'Open the terminal' }).click()
  await prompt()
  expect((await seen).join('\n')).toMatch(/Linux machine: \d+\.\d of \d+\.\d MB/)
  expect(await hasFocus()).toBe(true)
  expect(await deck.layout()).toEqual([])
})

test('runs scripts with loops and pipes', async () => {
  await run('for i in 1 2 3; do docker run --rm base hostname; done | sort | uniq | wc -l', /^3$/m)
})

describe('docker run -it', () => {
  const size = async () => {
    await press('Control+l')
    await see(/^\/ #$/)
    await type('stty size\n')
    let text = ''
    await expect.poll(async () => (text = await drawn())).toMatch(/^\d+ \d+\n\/ #$/m)
    return /^(\d+) \d+$/m.exec(text) ?? []
  }

  test('has the size of the terminal, and follows it', async () => {
    await type('docker run --rm -it base sh\n')
    await see(/^\/ #$/m)
    const [small, rows] = await size()
    expect(Number(rows)).toBe(await terminal.locator('.xterm-rows > div').count())
    await page.setViewportSize({ width: 1960, height: 1104 })
    await expect.poll(async () => (await size())[0]).not.toBe(small)
    const [, many] = await size()
    expect(Number(many)).toBe(await terminal.locator('.xterm-rows > div').count())
  })

  test('passes Ctrl+C and the arrows on', async () => {
    await type('echo up; sleep 1000; echo over\n')
    await see(/\nup$/)
    await press('Control+c')
    await see(/\^C\n\/ #$/)
    await press('ArrowUp')
    await see(/\/ # echo up; sleep 1000; echo over$/)
    await press('Control+c', 'Control+d')
    await prompt()
  })
})

test('selects what a pointer points at, however the slide is scaled, and copies it', async () => {
  await run('echo one needle-in-a-stack two', /^one needle/m)
  const row = terminal.locator('.xterm-rows > div').filter({ hasText: /^one needle/ })
  const { x, y, width, height } = await row
    .locator('span')
    .first()
    .evaluate((span) => {
      const range = span.ownerDocument.createRange()
      const text = span.firstChild ?? span
      const start = (text.textContent ?? '').indexOf('in-a')
      range.setStart(text, start)
      range.setEnd(text, start + 4)
      return range.getBoundingClientRect().toJSON()
    })
  await page.mouse.dblclick(x + width / 2, y + height / 2)
  await press('Control+Shift+C')
  const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()')
  await expect.poll(clipboard).toBe('needle-in-a-stack')
  await page.setViewportSize({ width: 980, height: 552 })
})

test('vi edits a file', async () => {
  await type('vi note\n')
  await see(/^- note 1\/1 100%$/m)
  await type('ifirst\nsecond')
  await press('Escape')
  await see(/^- note \[Modified\]/m)
  await type(':wq\n')
  await prompt()
  await run('cat note; rm note', /^first\nsecond$/m)
})

describe('Tab', () => {
  test('completes commands, flags, containers, images and files', async () => {
    await run('touch letter; docker create --name tabbed base', /^[0-9a-f]{64}$/m)
    for (const [begun, completed] of [
      ['dock', 'docker'],
      ['docker ins', 'docker inspect'],
      ['docker run --hostn', 'docker run --hostname'],
      ['docker logs tab', 'docker logs tabbed'],
      ['docker history ba', 'docker history base'],
      ['docker cp tab', 'docker cp tabbed:'],
      ['docker build -f let', 'docker build -f letter'],
      ['cat let', 'cat letter'],
    ] as const) {
      await type(begun)
      await press('Tab')
      await see(new RegExp(`# ${completed}$`))
      // What is typed behind it goes on from there, in the shell too.
      await cancel()
    }
    await type('docker rename tab')
    await press('Tab')
    await type('tabbed-too\n')
    await prompt()
  })

  test('lists what may follow, and leaves the line as it was', async () => {
    await run('docker create --name tabbed-not base', /^[0-9a-f]{64}$/m)
    await type('docker rm tabbed')
    await press('Tab')
    await see(/# docker rm tabbed-$/)
    await press('Tab')
    await see(/\ntabbed-not {2}tabbed-too\ndocker:\S*# docker rm tabbed-$/)
    await type('not tabbed-too\n')
    await see(/\ntabbed-not\ntabbed-too\ndocker:\S*#$/)
  })
})

test('docker attach gives a container the keys, and Ctrl+P Ctrl+Q takes them back', async () => {
  await run('docker run -dit --name kept base sh', /^[0-9a-f]{64}$/m)
  await type('docker attach kept\n\n')
  await see(/^\/ #$/m)
  await press('Control+p', 'Control+q')
  await see(/read escape sequence/)
  await prompt()
  await run('docker ps -f name=kept --format "{{.Names}} is there"; docker rm -f kept', /^kept is/m)
})

test('top shows what runs, and q leaves it', async () => {
  await type('top\n')
  await see(/PID +PPID.*\n(.*\n)* *1 +0 root .*agent/)
  await press('q')
  await prompt()
})

describe('the keyboard', () => {
  test('is the terminal’s alone while it has the focus', async () => {
    await cancel()
    await type('odfg ')
    await press('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End')
    await type('x')
    await see(/# odfg x$/)
    expect(await slideNow()).toBe(here)
    expect(await page.locator('html').getAttribute('class')).not.toMatch(/\bdark\b/)
    await cancel()
  })

  test('is the deck’s after Escape twice, and the terminal is as it was when one comes back', async () => {
    await type('echo kept')
    await see(/# echo kept$/)
    await press('Escape', 'Escape')
    expect(await hasFocus()).toBe(false)
    await terminal.getByText('The slides have the keys').waitFor()
    await press('ArrowLeft')
    await expect.poll(slideNow).toBe(here - 1)
    await press('ArrowRight')
    await expect.poll(slideNow).toBe(here)
    await see(/# echo kept$/)
    await terminal.getByRole('button', { name: 'Type here' }).click()
    await press('Enter')
    await see(/\nkept\n/)
  })

  test('of a clicker moves the slides from inside, too', async () => {
    expect(await hasFocus()).toBe(true)
    await press('PageUp')
    await expect.poll(slideNow).toBe(here - 1)
    await press('PageDown')
    await expect.poll(slideNow).toBe(here)
    expect(await hasFocus()).toBe(false)
    await terminal.getByRole('button', { name: 'Type here' }).click()
  })

  test('stays with one terminal in presenter mode, which shows the same shell', async () => {
    const go = (hash: string) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
    await go(`#/presenter/${here}`)
    await page.locator('.slidev-presenter').waitFor()
    const regions = page.getByRole('region', { name: 'Terminal' })
    await expect.poll(() => regions.filter({ visible: true }).count()).toBe(1)
    await expect.poll(() => regions.locator('.xterm-rows').innerText()).toContain('kept')
    await go(`#/${here}`)
    await page.locator('.slidev-presenter').waitFor({ state: 'detached' })
    await see(/\nkept\n/)
    await terminal.getByRole('button', { name: 'Type here' }).click()
  })
})

test('takes a paste of 10 000 lines whole, and the slides move meanwhile', async () => {
  const text = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`).join('')
  await type('cat >pasted\n')
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`)
  await press('Control+Shift+V')
  await see(/line \d+/)
  await press('PageUp')
  await expect.poll(slideNow).toBe(here - 1)
  await press('PageDown')
  await expect.poll(slideNow).toBe(here)
  await see(/line 9999$/)
  await terminal.getByRole('button', { name: 'Type here' }).click()
  await press('Control+d')
  await prompt()
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 20)
  await run('sha256sum pasted | cut -c-20; rm pasted', new RegExp(`^${digest}$`, 'm'))
})

test('comes to itself after binary', async () => {
  await type('head -c 100000 /dev/urandom; echo; echo over\n')
  await see(/over/)
  // What a terminal answers to queries among the bytes stands at the prompt.
  await press('Control+c')
  await type('reset\n')
  await prompt()
  await run('echo $((6 * 7)) ok', /^42 ok$/m)
})

test('opens addresses of the web alone, and gives them no way back', async () => {
  const opened: string[] = []
  page.context().on('page', (other) => opened.push(other.url()))
  const target = `${site.url}machine/machine.json`
  const osc = (address: string, text: string) => `\\033]8;;${address}\\007${text}\\033]8;;\\007\\n`
  await run(
    `printf '${target}\\njavascript:alert(1)\\n${osc('javascript:alert(2)', 'hidden')}${osc(`${target}?2`, 'shown')}'`,
    /^shown$/m,
  )
  const click = async (text: RegExp) => {
    const row = terminal.locator('.xterm-rows > div').filter({ hasText: text }).last()
    const { x, y, height } = (await row.boundingBox()) ?? { x: 0, y: 0, height: 0 }
    // It looks for links where the pointer rests.
    await page.mouse.move(x + 20, y + height / 2 + 1)
    await page.mouse.move(x + 12, y + height / 2)
    await page.waitForTimeout(200)
    await page.mouse.click(x + 12, y + height / 2)
  }
  const popup = async (text: RegExp) => {
    const [other] = await Promise.all([page.context().waitForEvent('page'), click(text)])
    await other.waitForLoadState()
    expect(await other.evaluate('window.opener')).toBe(null)
    const address = other.url()
    await other.close()
    return address
  }
  await click(/^javascript/)
  await click(/^hidden/)
  expect(await popup(/^shown/)).toBe(`${target}?2`)
  expect(await popup(/^http/)).toBe(target)
  expect(opened.length).toBe(2)
})

test('is told to screen readers, as easy to use as the rest, and follows the dark at once', async () => {
  await run(
    "printf '\\033[31mred\\033[0m \\033[93;44mon blue\\033[0m \\033[7mreverse\\033[0m\\n'",
    /^red on/m,
  )
  await expect
    .poll(() => terminal.getByRole('listitem').allInnerTexts())
    .toEqual(expect.arrayContaining([expect.stringMatching(/^red on blue reverse/)]))
  expect(await terminal.getByRole('textbox').getAttribute('aria-label')).toMatch(/Escape twice/)
  const colours = () =>
    terminal.locator('.xterm-rows').evaluate((rows) => {
      const red = [...rows.querySelectorAll('span')].find((span) => span.textContent === 'red')
      return [rows, red].map((element) => element && getComputedStyle(element).color)
    })
  const light = await colours()
  expect(await deck.layout()).toEqual([])
  expect((await audit(page, visiblePart)).violations).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expect.poll(async () => (await colours())[1]).not.toBe(light[1])
  expect((await colours())[0]).toBe('rgb(238, 242, 255)')
  expect((await audit(page, visiblePart)).violations).toEqual([])
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
})

test('exercises come to the prompt at a press, and tick themselves when they were done', async () => {
  // What the tests before have done counts as well.
  await page.reload()
  await terminal.getByRole('button', { name: 'Open the terminal' }).click()
  await prompt()
  const slide = page.locator('.slidev-page:visible')
  const chips = slide.getByRole('list', { name: 'Exercises' }).getByRole('button')
  const tasks = (await chips.allInnerTexts()).map((text) =>
    text.replace(/^\d\s*|\s*done$/g, '').trim(),
  )
  expect(tasks.length).toBe(8)
  for (const [index, task] of tasks.entries()) {
    const chip = chips.nth(index)
    await press('Control+l')
    await chip.click()
    await see(index === 4 ? /\n> E$/ : /# docker \S/)
    expect(await hasFocus()).toBe(true)
    await press('Enter')
    await slide.getByRole('button', { name: `${task} done` }).waitFor()
    if (task === 'Look inside') {
      await see(/^\/ #$/m)
      await chips.nth(0).click()
      await slide.getByText('Something else is reading what you type').waitFor()
      await type('touch /note; exit\n')
    }
    await prompt()
    const announced = `Done: ${task}. That makes`
    await expect
      .poll(() => slide.getByRole('status').allInnerTexts())
      .toEqual(expect.arrayContaining([expect.stringContaining(announced)]))
  }
  expect(await slide.getByRole('status').allInnerTexts()).toContainEqual(
    expect.stringContaining('8 of 8'),
  )
  expect(await deck.layout()).toEqual([])
})

test('a shell that has ended is opened again, and a machine that has is restarted', async () => {
  await type('exit 3\n')
  await terminal.getByText('The shell has ended, with exit code 3.').waitFor()
  await terminal.getByRole('button', { name: 'Open it again' }).click()
  await prompt()
  await type('echo c >/proc/sysrq-trigger\n')
  const alert = terminal.getByRole('alert')
  await alert.waitFor()
  expect(await alert.innerText()).toMatch(/containers and images are gone/)
  expect(await deck.layout()).toEqual([])
  await alert.getByRole('button', { name: 'Restart machine' }).click()
  await prompt()
  await run('docker ps -a | wc -l', /^1$/m)
  expect(deck.errors).toEqual([])
})
