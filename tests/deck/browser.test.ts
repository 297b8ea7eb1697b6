/** What containers serve, looked at in the slide: on one page with one machine. */

import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import type { Locator } from 'playwright-chromium'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { audit } from './axe.ts'
import { Stage } from './live/stage.ts'

const TITLE = 'A container serves: publish its port'
const SNIPPET = 'publish.sh'

// What hangs is told; a computer with much else to do is not a failure.
vi.setConfig({ testTimeout: 300_000 })

let opened: Stage | undefined
const stage = (): Stage => {
  if (!opened) throw new Error('The deck is not open')
  return opened
}
const page = () => stage().deck.page
const browser = () => stage().slide.getByRole('region', { name: 'Browser' })
const frame = () => browser().locator('iframe').contentFrame()
/** How often a click meant for a frame went to the page around it. */
const missed = () => page().evaluate(() => Number(document.body.dataset['missed'] ?? 0))
/** Clicks in the frame. Chromium sends clicks to the page around a frame until it has drawn that for a while. */
async function click(target: Locator, position?: { x: number; y: number }): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const before = await missed()
    await target.click({ ...(position && { position }) })
    if ((await missed()) === before) return
  }
  throw new Error('The frame gets no clicks')
}
const body = () => frame().locator('body')
const address = () => browser().getByRole('textbox')
const button = (name: string) => browser().getByRole('button', { name })
const problem = () => browser().locator('.browser-problem')

/** Types an address, and presses Enter. */
async function visit(typed: string): Promise<void> {
  await address().fill(typed)
  await address().press('Enter')
}
const reads = (text: string | RegExp, where: Locator = body()) =>
  expect
    .poll(() => where.innerText({ timeout: 5000 }).catch(() => ''), { timeout: 60_000 })
    .toMatch(text)
const isAt = (text: string) => expect.poll(() => address().inputValue()).toBe(text)
/** The page of an address is there, and none is on its way. */
async function hasLoaded(text: string): Promise<void> {
  await isAt(text)
  await expect.poll(() => button('Reload').count()).toBe(1)
  await reads('counted')
}
/** Width of a picture that has been loaded. */
const widthOf = (element: Element) =>
  element instanceof HTMLImageElement ? element.naturalWidth : undefined
/** What a script prints that is run in the slide's own panel. */
async function run(script: string): Promise<string> {
  const blocks = await stage().run(SNIPPET, script)
  await stage().panel(SNIPPET).getByRole('button', { name: 'Reset' }).click()
  return blocks.flatMap(({ lines }) => lines).join('\n')
}

/** Every address that the page and its frames and workers asked for. */
const requests: string[] = []
/** A server of another host's, that nobody may reach; how often somebody has. */
let sink: Server
let reached = 0
let sinkPort = 0

beforeAll(async () => {
  sink = createServer((socket) => {
    reached++
    socket.on('error', () => undefined).destroy()
  })
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
  const at = sink.address()
  sinkPort = typeof at === 'object' && at ? at.port : 0
  opened = await Stage.open()
  page()
    .context()
    .on('request', (request) => requests.push(request.url()))
  await stage().go(TITLE)
  await page().evaluate(() =>
    addEventListener(
      'pointerdown',
      ({ target }) => {
        const { dataset } = document.body
        if (target instanceof HTMLIFrameElement)
          dataset['missed'] = String(Number(dataset['missed'] ?? 0) + 1)
      },
      true,
    ),
  )
})
afterAll(async () => {
  await opened?.close()
  sink.close()
})

describe('the counter', () => {
  test('is refused before it runs, comes by itself, and counts at each press', async () => {
    await reads('localhost refused to connect', problem())
    await isAt('localhost:8080')
    await stage().isPresentable()
    expect((await audit(page(), '.container-browser')).violations).toEqual([])

    const blocks = await stage().run(SNIPPET)
    const ids = blocks.flatMap(({ lines }) => lines.filter((line) => /^[\da-f]{64}$/.test(line)))
    expect(ids).toHaveLength(2)
    await reads(`Container ${ids[0]?.slice(0, 12)} counted`)
    const count = frame().locator('output')
    for (const number of ['1', '2', '3']) {
      await click(frame().getByRole('button', { name: 'Count' }))
      await expect.poll(() => count.innerText()).toBe(number)
    }
    await stage().isPresentable()
    expect((await audit(page(), '.container-browser')).violations).toEqual([])
    expect(await stage().alternative()).toContain('Its page is called “Counter”')
    await button('Reload').click()
    await hasLoaded('localhost:8080')
    expect(await count.innerText()).toBe('3')

    await click(frame().getByRole('link', { name: 'The file it counts in' }))
    await isAt('localhost:8080/count.txt')
    await expect.poll(async () => (await body().innerText()).trim().split('\n')).toHaveLength(3)
    await button('Back').click()
    await expect.poll(() => count.innerText()).toBe('3')

    // The next step: another container of the same image, with a count of its own.
    await page().keyboard.press('ArrowRight')
    await isAt('localhost:8081')
    await reads(`Container ${ids[1]?.slice(0, 12)} counted`)
    expect(await count.innerText()).toBe('0')
    await click(frame().getByRole('button', { name: 'Count' }))
    await expect.poll(() => count.innerText()).toBe('1')
    await page().keyboard.press('ArrowLeft')
    await expect.poll(() => count.innerText()).toBe('3')
    await stage().isPresentable()
  })

  test('is gone with its container, and a new one begins at nothing', async () => {
    await run('docker rm -f web web2')
    await button('Reload').click()
    await reads('localhost refused to connect', problem())
    await stage().run(SNIPPET)
    await expect.poll(() => frame().locator('output').innerText()).toBe('0')
    // While a page is there: the old one's container ends, and the new one's is shown.
    await click(frame().getByRole('button', { name: 'Count' }))
    await expect.poll(() => frame().locator('output').innerText()).toBe('1')
    await stage().run(SNIPPET)
    await expect.poll(() => frame().locator('output').innerText()).toBe('0')
  })

  test('leaves the deck its keys', async () => {
    const { slide } = await stage().deck.where()
    await address().focus()
    await page().keyboard.press('PageDown')
    await expect.poll(async () => (await stage().deck.where()).clicks).toBe(1)
    await address().focus()
    await page().keyboard.type('gdo')
    await page().keyboard.press('Escape')
    expect(await stage().deck.where()).toMatchObject({ slide, clicks: 1 })
    await isAt('localhost:8081')
    await page().keyboard.press('PageUp')
    await expect.poll(async () => (await stage().deck.where()).clicks).toBe(0)

    await hasLoaded('localhost:8080')
    await click(body(), { x: 5, y: 5 })
    await page().keyboard.press('PageDown')
    await expect.poll(async () => (await stage().deck.where()).clicks).toBe(1)
    await page().keyboard.press('PageUp')
    await expect.poll(async () => (await stage().deck.where()).clicks).toBe(0)
    await hasLoaded('localhost:8080')
    await click(body(), { x: 5, y: 5 })
    expect(await page().evaluate('document.activeElement.localName')).toBe('iframe')
    await page().keyboard.press('Escape')
    expect(await page().evaluate('document.activeElement.localName')).toBe('body')
    // By keyboard alone: what has been counted is read on in the new page.
    await frame().getByRole('button', { name: 'Count' }).focus()
    await page().keyboard.press('Enter')
    await expect.poll(() => frame().locator('output').innerText()).toBe('1')
    expect(await page().evaluate('document.activeElement.localName')).toBe('iframe')
    await page().keyboard.press('Escape')
  })
})

describe('a site', () => {
  beforeAll(async () => {
    const script = await readFile(`${import.meta.dirname}/browser/site.sh`, 'utf8')
    await run(script.replaceAll('SINK', `http://127.0.0.1:${sinkPort}`))
  })

  test('has its pictures and style sheets, and links lead on and back', async () => {
    await visit('localhost:8090')
    await reads('Welcome')
    const heading = frame().locator('h1')
    expect(await heading.evaluate((element) => getComputedStyle(element).color)).toBe(
      'rgb(1, 2, 3)',
    )
    const sizes = frame().locator('#picture')
    expect(await sizes.evaluate(widthOf)).toBe(7)
    // Scripts of the page do not run.
    expect(await body().innerText()).toContain('Without scripts')
    expect(await frame().locator('html').getAttribute('data-ran')).toBeNull()
    expect(await browser().locator('.tab').innerText()).toBe('A shop')
    await click(frame().getByRole('link', { name: 'End' }))
    await expect
      .poll(() =>
        frame()
          .locator('html')
          .evaluate((element) => element.scrollTop),
      )
      .toBeGreaterThan(300)
    await click(frame().getByRole('link', { name: 'There' }))
    await reads('I am there')
    await isAt('localhost:8090/sub/there.html')
    await click(frame().getByRole('link', { name: 'Back to the shop' }))
    await reads('Welcome')
    await button('Back').click()
    await reads('I am there')
    await button('Forward').click()
    await reads('Welcome')
    await click(frame().getByRole('link', { name: 'Away' }))
    await reads('example.com’s server IP address could not be found', problem())
    await stage().isPresentable()
    await button('Back').click()
    await reads('Welcome')
  })

  test('gets forms, and sends where it likes within the tab', async () => {
    await click(frame().getByRole('button', { name: 'Find' }))
    await reads(/^GET name=%C3%A9\+%26\+co/)
    await isAt('localhost:8090/cgi-bin/echo?name=%C3%A9+%26+co')
    await button('Back').click()
    await reads('Welcome')
    await click(frame().getByRole('button', { name: 'Post' }))
    await reads(/^POST\s+application\/x-www-form-urlencoded.*\s+title=a%3Db&way=post/)
    await button('Reload').click()
    await reads(/^POST/)
    await button('Back').click()
    await reads('Welcome')
    await frame()
      .locator('input[type=file]')
      .setInputFiles({
        name: 'a.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('on paper'),
      })
    await click(frame().getByRole('button', { name: 'Send' }))
    await reads(/^POST\s+multipart\/form-data[^]*filename="a\.txt"[^]*on paper/)
    await button('Back').click()
    await reads('Welcome')
    await click(frame().getByRole('button', { name: 'Move' }))
    await reads('I am there')
    await isAt('localhost:8090/sub/there.html')
    await visit('localhost:8090/soon.html')
    await isAt('localhost:8090/sub/there.html')
    await reads('I am there')
  })

  test('is shown as it answers, and what is no page is told', async () => {
    await visit('localhost:8090/plain.txt')
    await reads('<script>alert(1)</script> is only text')
    await visit('localhost:8090/sub/dot.svg')
    await expect.poll(() => frame().locator('img').evaluate(widthOf)).toBe(7)
    await visit('localhost:8090/nosuch')
    await reads('404 Not Found')
    await visit('localhost:8090/file.bin')
    await reads('file.bin (application/octet-stream) is a file to keep', problem())
    await stage().isPresentable()
    await visit('localhost:8090/cgi-bin/circle')
    await reads('redirected you too many times', problem())
    await visit('https://localhost:8090/')
    await reads('can’t provide a secure connection', problem())
    await visit('localhost:8099')
    await reads('ERR_CONNECTION_REFUSED', problem())
    await visit('what is this')
    await reads('“what is this” is not an address', problem())
    await stage().isPresentable()
    // It was no place to come back to.
    await button('Back').click()
    await reads('ERR_CONNECTION_REFUSED', problem())
    await isAt('localhost:8099')
    await visit('localhost:8090/cgi-bin/cookie')
    await reads('You sent: .')
    await visit('8090/cgi-bin/cookie')
    await reads(/You sent: (?:seen=yes; also=this|also=this; seen=yes)\./)
  })

  test('is in a frame of no origin, which loads nothing even for a script', async () => {
    await visit('localhost:8090')
    await reads('Welcome')
    const handle = await browser().locator('iframe').elementHandle()
    const inside = await handle?.contentFrame()
    expect(await inside?.evaluate('self.origin')).toBe('null')
    await expect(inside?.evaluate('parent.document.title')).rejects.toThrow(
      /SecurityError|cross-origin/,
    )
    await expect(inside?.evaluate('localStorage.length')).rejects.toThrow(/sandboxed/)
    const other = `http://127.0.0.1:${sinkPort}/inside`
    await expect(inside?.evaluate(`fetch('${other}', { mode: 'no-cors' })`)).rejects.toThrow(
      /fetch/,
    )
    expect(await inside?.evaluate(`open('${other}')`)).toBeNull()
    const script = `const s = document.createElement('script'); s.textContent = 'self.ran = 1'; document.body.append(s); self.ran`
    expect(await inside?.evaluate(script)).toBeUndefined()
    expect(reached).toBe(0)
  })

  test('that is hostile reaches nobody, and changes nothing but its own page', async () => {
    const deck = page().url()
    await visit('localhost:8090/hostile.html')
    await reads('Nothing to see')
    expect(await frame().locator('html').getAttribute('data-ran')).toBeNull()
    expect(
      await frame().locator('iframe, object, embed, link, base, meta[http-equiv=refresh]').count(),
    ).toBe(0)
    for (const name of ['Give', 'Give more']) {
      await click(frame().getByRole('button', { name, exact: true }))
      await reads('ERR_CONNECTION_REFUSED', problem())
      await button('Back').click()
      await reads('Nothing to see')
    }
    for (const name of ['Top', 'Window']) {
      await click(frame().getByText(name, { exact: true }))
      await reads('ERR_CONNECTION_REFUSED', problem())
      await button('Back').click()
      await reads('Nothing to see')
    }
    for (const name of ['Script', 'Vector']) {
      await click(frame().getByText(name, { exact: true }))
      await reads('Nothing to see')
    }
    // What a browser does ahead of time, it does soon.
    await page().waitForTimeout(1000)
    expect(page().url()).toBe(deck)
    expect(page().context().pages()).toHaveLength(1)
    expect(reached).toBe(0)
    // It is reached by those who may.
    await fetch(`http://127.0.0.1:${sinkPort}/`).catch(() => undefined)
    expect(reached).toBe(1)
  })
})

describe('networks', () => {
  test('two containers on a network of a user call each other by name', async () => {
    const said = await run(`docker network create app >/dev/null
docker run -d --name one --network app -v "$PWD/www":/www base httpd -f -p 80 -h /www >/dev/null
docker run -d --name two --network app -v "$PWD/www/sub":/www base httpd -f -p 80 -h /www >/dev/null
docker exec two wget -qO- http://one/plain.txt
docker exec one wget -qO- http://two/more.css
docker rm -f one two >/dev/null
docker network rm app >/dev/null`)
    expect(said).toContain('is only text')
    expect(said).toContain('h1 { color: rgb(1, 2, 3); }')
  })

  test('from a container there is no way out, and nothing left the page in all of this', async () => {
    const said = await run(`docker run --rm base sh -c '
      exec 2>&1
      wget -qO- http://example.com/
      nslookup example.com | tail -1
      nc -w 30 93.184.216.34 80 </dev/null
      wget -qO- http://127.0.0.1:${sinkPort}/
      ping -c 1 -W 1 93.184.216.34'`)
    expect(said).toContain("wget: bad address 'example.com'")
    expect(said).toMatch(/nc: .*Network is unreachable/)
    expect(said).toContain("wget: can't connect to remote host (127.0.0.1): Connection refused")
    expect(said).toContain('100% packet loss')
    expect(reached).toBe(1)

    const own = new URL('/', page().url()).href
    expect(requests.length).toBeGreaterThan(5)
    const elsewhere = requests.filter(
      (url) => !url.startsWith(own) && !/^(?:data|blob|about):/.test(url),
    )
    expect(elsewhere).toEqual([])
  })
})
