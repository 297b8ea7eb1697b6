import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ShownEvent } from '../../composables/containers/replay.ts'
import { completeLine } from '../../composables/terminal/completeLine.ts'
import { createEcho } from '../../composables/terminal/echo.ts'
import { EXERCISES } from '../../composables/terminal/exercises.ts'
import { createKeys, type KeyPress } from '../../composables/terminal/keys.ts'
import { COLOURS, tokenOf } from '../../composables/terminal/palette.ts'
import {
  afterPrompt,
  commonStart,
  dockerPart,
  inColumns,
} from '../../composables/terminal/shellLine.ts'
import { createTypist } from '../../composables/terminal/typist.ts'

describe('exercises', () => {
  const SECOND = 1e9
  /** Events of one container each, a second apart; `net:connect` is that of a network of one's own. */
  const events = (...actions: string[]): ShownEvent[] =>
    actions.map((action, i) => {
      const [what = '', id = 'a', image = 'base'] = action.split(' of ')
      const [name, ...words] = what.split('=')
      const isNetwork = what.startsWith('net:')
      return {
        Type: isNetwork ? 'network' : 'container',
        Action: isNetwork ? what.slice('net:'.length) : (name ?? ''),
        Actor: isNetwork
          ? { ID: 'n', Attributes: { name: 'net', container: id } }
          : { ID: id, Attributes: { image, exitCode: words.join('=') || '0' } },
        timeNano: i * SECOND,
      }
    })
  /** The numbers of the exercises that these events tick, a minute later. */
  const ticked = (...actions: string[]) =>
    EXERCISES.flatMap(({ done }, i) => (done(events(...actions), 60_000) ? [i + 1] : []))

  test('each is ticked by what its command does, and by nothing else', () => {
    expect(ticked()).toEqual([])
    expect(ticked('create', 'attach', 'start', 'die', 'destroy')).toEqual([1])
    expect(ticked('create', 'start')).toEqual([2])
    expect(ticked('exec_create: sh', 'exec_start: sh', 'exec_die')).toEqual([3])
    expect(ticked('pause', 'unpause', 'tag', 'commit')).toEqual([4])
    const step = ['create', 'start', 'die', 'destroy'].map((what) => `${what} of s of sha256:1`)
    expect(ticked(...step, 'tag')).toEqual([5])
    const twice = ['a', 'b'].flatMap((id) => [`net:connect of ${id}`, `start of ${id}`])
    expect(ticked('net:create', ...twice)).toEqual([2, 6])
    const call = ['attach of c', 'net:connect of c', 'start of c', 'die of c']
    expect(ticked('net:connect', 'start', ...call)).toEqual([2, 7])
    expect(ticked('create', 'kill', 'die', 'destroy', 'prune')).toEqual([8])
  })

  test('what failed, or is over, or has another end, is not ticked', () => {
    expect(ticked('create')).toEqual([])
    expect(ticked('create', 'start', 'die')).toEqual([])
    expect(ticked('create', 'attach', 'start')).toEqual([])
    expect(ticked('create of s of sha256:1', 'start of s of sha256:1')).toEqual([])
    expect(ticked('net:connect', 'start', 'net:connect of b', 'start of b', 'die of b')).toEqual([
      2, 7,
    ])
    expect(ticked('net:connect', 'start', 'net:connect of b', 'die=1 of b')).toEqual([2])
    expect(ticked('net:connect', 'net:connect of b', 'start of b', 'die of b')).toEqual([])
    expect(ticked('create of b', 'create', 'start', 'die', 'destroy', 'prune')).toEqual([1])
  })

  test('a container was kept running when it has run for a second', () => {
    const [, keep] = EXERCISES
    expect(keep?.done(events('start'), 500)).toBe(false)
    expect(keep?.done(events('start'), 1000)).toBe(true)
  })
})

describe('keys', () => {
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrlKey: false,
    shiftKey: false,
    altKey: false,
    metaKey: false,
    timeStamp: 0,
    ...more,
  })

  test('a clicker’s, Tab, copy and paste are not the program’s', () => {
    const purpose = createKeys()
    expect(purpose(press('PageDown'))).toBe('next')
    expect(purpose(press('PageUp'))).toBe('previous')
    expect(purpose(press('Tab'))).toBe('complete')
    expect(purpose(press('C', { ctrlKey: true, shiftKey: true }))).toBe('copy')
    expect(purpose(press('v', { ctrlKey: true, shiftKey: true }))).toBe('paste')
    const others = ['a', 'ArrowUp', ' ', 'Enter', 'Home', 'F5'].map((key) => press(key))
    const chords = [
      press('c', { ctrlKey: true }),
      press('v', { metaKey: true }),
      press('Tab', { shiftKey: true }),
      press('PageUp', { shiftKey: true }),
    ]
    expect([...others, ...chords].map(purpose)).toEqual(Array(10).fill(undefined))
  })

  test('Escape is the program’s, and twice in a row it leaves', () => {
    const purpose = createKeys()
    const escape = (timeStamp: number) => purpose(press('Escape', { timeStamp }))
    expect(escape(0)).toBe(undefined)
    expect(escape(300)).toBe('leave')
    expect(escape(400)).toBe(undefined)
    expect(escape(1400)).toBe(undefined)
    expect(purpose(press('x', { timeStamp: 1500 }))).toBe(undefined)
    expect(escape(1600)).toBe(undefined)
  })
})

test('a docker command is found at the end of a line of the shell', () => {
  expect(afterPrompt('docker:~/slide-28# docker ps')).toBe('docker ps')
  expect(afterPrompt('/ # docker ps')).toBe(undefined)
  const found: Record<string, string | undefined> = {
    'docker ru': 'docker ru',
    '  docker run --rm ': 'docker run --rm ',
    'true && docker rm m': 'docker rm m',
    'for i in 1 2; do docker st': 'docker st',
    'docker ps -a | docker inspect ': 'docker inspect ',
    'docker rm $(docker ps -': 'docker ps -',
    'if ! docker ins': 'docker ins',
    docker: undefined,
    'echo docker ru': undefined,
    'ls docker ': undefined,
    'docker ps | grep m': undefined,
    'docker ps >fi': undefined,
    'docker run base sh -c "ls': undefined,
  }
  for (const [line, part] of Object.entries(found))
    expect([line, dockerPart(line)]).toEqual([line, part])
})

test('words are put into columns, down and then across', () => {
  expect(commonStart(['ada', 'adam', 'ad'])).toBe('ad')
  expect(commonStart([])).toBe('')
  expect(inColumns(['a', 'bb', 'c', 'd', 'e'], 9)).toEqual(['a   d', 'bb  e', 'c'])
  expect(inColumns(['longer than it is wide'], 5)).toEqual(['longer than it is wide'])
})

describe('Tab', () => {
  /** What is typed and drawn for a line, where docker knows these words. */
  async function tab(before: string, words: string[], behind = '', cols = 40) {
    let typed = ''
    let drawn = ''
    await completeLine({
      screen: {
        size: { rows: 10, cols },
        commandLine: () => ({ before, behind, row: `docker:~# ${before}` }),
        write: (text) => {
          drawn += String(text)
          return Promise.resolve()
        },
      },
      complete: (line) => Promise.resolve({ word: line.split(' ').at(-1) ?? '', words }),
      type: (text) => {
        typed += text
        return Promise.resolve()
      },
    })
    return { typed, drawn }
  }

  test('completes a word of docker’s, as far as it is sure', async () => {
    expect(await tab('docker in', ['inspect'])).toEqual({ typed: 'spect ', drawn: '' })
    expect(await tab('docker cp m', ['mine:'])).toEqual({ typed: 'ine:', drawn: '' })
    expect(await tab('docker rm a', ['adam', 'adas'])).toEqual({ typed: 'da', drawn: '' })
  })

  test('lists several, and draws the line again as it was', async () => {
    expect(await tab('docker rm ad', ['ada', 'adb'])).toEqual({
      typed: '',
      drawn: '\r\nada  adb\r\ndocker:~# docker rm ad',
    })
    expect(
      (await tab('docker rm ad', ['ada', 'adb'], 'xyz')).drawn.endsWith(' adxyz\u001b[3D'),
    ).toBe(true)
    expect((await tab('docker rm ad', ['ada', 'adb'], '', 20)).drawn).toBe('')
  })

  test('is the shell’s where docker has no word, and everywhere else', async () => {
    expect((await tab('docker cp fi', [])).typed).toBe('\t')
    expect((await tab('cat fi', ['never asked'])).typed).toBe('\t')
    expect((await tab('doc', [])).typed).toBe('ker ')
    expect((await tab('true; dock', [])).typed).toBe('er ')
  })
})

test('a line is up to date when it ends with what was typed, and else when all is quiet', () => {
  let now = 0
  const echo = createEcho(() => now)
  echo.typed('docker ')
  echo.typed('ru')
  expect(echo.hasCome('docker r')).toBe(false)
  expect(echo.hasCome('docker ru')).toBe(true)
  echo.typed('\u007f')
  expect(echo.hasCome('docker ru')).toBe(false)
  now = 99
  echo.drawn()
  now = 150
  expect(echo.hasCome('docker r')).toBe(false)
  now = 199
  expect(echo.hasCome('docker r')).toBe(true)
  echo.typed('one\rtw')
  expect(echo.hasCome('tw')).toBe(true)
  echo.typed('\u001b[A')
  expect(echo.hasCome('tw')).toBe(false)
})

test('what is typed goes in order and in pieces, and Ctrl+C takes back what still waits', async () => {
  const taken: string[] = []
  let room: () => void = () => undefined
  const typist = createTypist((bytes) => {
    taken.push(new TextDecoder().decode(bytes))
    return new Promise((resolve) => (room = resolve))
  })
  const turn = () => new Promise((resolve) => setTimeout(resolve))
  typist.type('a'.repeat(10_000))
  typist.type('b')
  await turn()
  expect(taken.map(({ length }) => length)).toEqual([4096])
  typist.type('\u0003')
  room()
  await turn()
  room()
  typist.type('c')
  await turn()
  expect(taken.slice(1)).toEqual(['\u0003', 'c'])
})

describe('colours', () => {
  const css = readFileSync('styles/tokens.css', 'utf8')
  const [light = '', dark = ''] = css.split('html.dark {')
  const value = (sheet: string, name: string) =>
    new RegExp(`${name}: (#[0-9a-f]{6});`).exec(sheet)?.[1] ?? ''
  /** WCAG's relative luminance. */
  const luminance = (hex: string) =>
    [1, 3, 5]
      .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, i) => sum + part * ([0.2126, 0.7152, 0.0722][i] ?? 0), 0)

  test.each([
    ['light', light],
    ['dark', dark],
  ])('all sixteen can be read in the %s', (_, sheet) => {
    const ground = luminance(value(sheet, '--color-surface'))
    const contrasts = COLOURS.map((colour) => {
      const ink = luminance(value(sheet, tokenOf(colour)))
      return [colour, (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)] as const
    })
    expect(contrasts.filter(([, contrast]) => !(contrast >= 4.5))).toEqual([])
  })
})
