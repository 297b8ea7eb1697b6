import { describe, expect, it } from 'vitest'
import { replayBuild } from '../../composables/build/replay.ts'
import { knownLayers, rowsOf } from '../../composables/build/rows.ts'
import { captionOf, describeBuild, newsOf } from '../../composables/build/words.ts'
import type { TraceEvent } from '../../docker/engine/trace.ts'

const hex = (digit: string) => digit.repeat(64)
const digest = (digit: string) => `sha256:${hex(digit)}`
const time = 0

const step = (number: number, instruction: string, of = 3): TraceEvent => ({
  ...{ step: 'build-step', time, number, of, instruction },
})
const base = (image: string, ...digits: string[]): TraceEvent => ({
  ...{ step: 'build-base', time, image, imageId: digest('9') },
  layers: digits.map((digit) => ({ diffId: digest(digit), size: 1000 })),
})
const image = (digit: string, layer?: string, cached = false): TraceEvent => ({
  ...{ step: 'build-image', time, imageId: digest(digit), cached },
  ...(layer !== undefined && { diffId: digest(layer), size: 10 }),
})
const mount = (digit: string): TraceEvent => ({
  ...{ step: 'mount', time, container: hex(digit), target: '/', lower: [], upper: '/upper' },
})
const done: TraceEvent = { step: 'build-done', time, imageId: digest('e'), tags: ['x:latest'] }
const fail = (message: string, container?: string): TraceEvent => ({
  ...{ step: 'fail', time, message },
  ...(container !== undefined && { container }),
})

const two = [
  ...[step(1, 'FROM lua'), base('lua', '1', '2'), step(2, 'RUN x'), mount('c'), image('d', '3')],
  ...[step(3, 'CMD x'), image('e'), done],
]
const known = knownLayers([
  {
    ...{ role: 'base', image: 'base', size: 5 },
    layers: [{ digest: digest('a'), diffId: digest('1'), size: 5, createdBy: 'ADD x /' }],
  },
])

function drawn(events: readonly TraceEvent[], { isOver = true, room = 3 } = {}) {
  const build = replayBuild(events)
  if (!build) throw new Error('There is no build')
  const rows = rowsOf(build, known, { isOver, room })
  const caption = captionOf(build, isOver)
  return {
    rows: rows.map(({ kind, label, note }) => `${kind} ${label}: ${note}`),
    keys: rows.map(({ key }) => key),
    caption,
    told: describeBuild(build, rows, caption),
    news: newsOf(build, caption, isOver),
  }
}

describe('a build', () => {
  it('is not there where nothing was built', () => {
    expect(replayBuild([])).toBeUndefined()
    expect(replayBuild([mount('c'), fail('x', hex('c'))])).toBeUndefined()
  })

  it('is drawn as the layers of its base, its own, and the lines that made none', () => {
    const { rows, caption, told, news } = drawn(two)
    expect(rows).toEqual([
      'layer ADD x /: bottom-most image layer',
      'layer FROM lua: intermediate layer',
      'layer RUN x: topmost image layer',
      'config CMD x: ',
    ])
    expect(caption).toBe('x:latest: 3 layers, 2.01kB unpacked')
    expect(told).toContain('RUN x: layer 3, 10B, 333333333333, topmost image layer')
    expect(news).toBe(`Built. ${caption}.`)
  })

  it('shows the step that is under way where its layer will be', () => {
    const before = drawn(two.slice(0, 3), { isOver: false })
    expect(before.rows.at(-1)).toBe('step RUN x: under way')
    expect(before.caption).toBe('Step 2 of 3')
    expect(before.news).toBe('Step 2 of 3, RUN x: under way.')
    const running = drawn(two.slice(0, 4), { isOver: false })
    expect(running.rows.at(-1)).toBe('step RUN x: writable, in a container')
    const after = drawn(two.slice(0, 5), { isOver: false })
    expect(after.rows.at(-1)).toBe('layer RUN x: topmost image layer')
    expect(after.keys).toEqual(running.keys)
    expect(after.news).toBe('Step 2 of 3, RUN x: a layer of 10B.')
  })

  it('says what came from the cache', () => {
    const events = [
      step(1, 'FROM base'),
      base('base', '1'),
      step(2, 'RUN x'),
      image('d', '3', true),
    ]
    const { rows, news } = drawn([...events, step(3, 'CMD x'), image('e', undefined, true)], {
      isOver: false,
    })
    expect(rows[1]).toBe('layer RUN x: Using cache')
    expect(news).toContain('only configuration, no layer, taken from the cache')
  })

  it('is drawn as its last stage', () => {
    const first = two.slice(0, 5)
    const { rows } = drawn([...first, step(3, 'FROM base'), base('base', '1')])
    expect(rows).toEqual(['layer ADD x /: bottom-most image layer'])
  })

  it('ends at the step that failed, and without one where it did not begin', () => {
    const failed = drawn([...two.slice(0, 4), fail('no')])
    expect(failed.rows.at(-1)).toBe('step RUN x: it ended here')
    expect(failed.caption).toBe('It ended at step 2 of 3: no image')
    const refused = drawn([fail('parse error')])
    expect(refused.rows).toEqual([])
    expect(refused.caption).toBe('It did not begin: no image')
  })

  it('is the last one of several, and knows nothing of what runs after it', () => {
    const after = [mount('f'), fail('gone', hex('f'))]
    expect(drawn([...two, ...after])).toEqual(drawn(two))
    expect(drawn([fail('parse error'), ...two])).toEqual(drawn(two))
    expect(drawn([...two, fail('parse error')]).rows).toEqual([])
  })

  it('counts the rows that have no room', () => {
    const many = ['3', '4', '5', '6'].flatMap((digit, i) => [
      step(i + 2, `RUN ${digit}`),
      image(digit, digit),
    ])
    const { rows } = drawn([
      step(1, 'FROM x'),
      base('x', '1', '2', '7'),
      ...many,
      step(6, 'CMD x'),
      image('e'),
    ])
    expect(rows).toEqual([
      'layer FROM x: from x',
      'fold 3 layers: ',
      'layer RUN 6: topmost image layer',
      'config CMD x: ',
    ])
  })

  it('of an image with triggers has a row for each', () => {
    const events = [step(1, 'FROM x'), base('x', '1'), image('d', '3'), image('e', '4')]
    const { rows, keys } = drawn(events)
    expect(rows).toHaveLength(3)
    expect(new Set(keys).size).toBe(3)
  })
})
