import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { evidenceOf } from '../../composables/start/evidence.ts'
import { replayStart, START_STEPS } from '../../composables/start/replay.ts'
import { Recording } from '../../composables/snippet/recording.ts'

const file = new URL('../../snippets/recorded/greet.json', import.meta.url)
const { trace = [] } = v.parse(Recording, JSON.parse(readFileSync(file, 'utf8')))

const upTo = (step: string) =>
  trace.slice(0, trace.findLastIndex((event) => event.step === step) + 1)
const statesAfter = (step: string) => Object.values(replayStart(upTo(step)).states)

describe('the start that was recorded', () => {
  test('goes from step to step', () => {
    expect(Object.values(replayStart([]).states)).toEqual(START_STEPS.map(() => 'waiting'))
    expect(statesAfter('resolve').slice(0, 2)).toEqual(['underway', 'waiting'])
    expect(statesAfter('unpack').slice(0, 3)).toEqual(['done', 'done', 'underway'])
    expect(statesAfter('mount').slice(2, 5)).toEqual(['done', 'done', 'underway'])
    expect(statesAfter('exit')).toEqual(START_STEPS.map(() => 'done'))
  })

  test('has a time and something to show for each, in order', () => {
    const start = replayStart(trace)
    const times = START_STEPS.map((step) => start.times[step] ?? NaN)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    for (const step of START_STEPS) expect(evidenceOf(step, start)).not.toBe('')
    expect(start.exitCode).toBe(0)
  })

  test('lands a layer when it is unpacked, and not before', () => {
    const first = trace.findIndex(({ step }) => step === 'unpack')
    const landed = (events: typeof trace) => replayStart(events).layers.map((it) => it.unpacked)
    expect(landed(trace.slice(0, first))).not.toContain(true)
    expect(landed(trace.slice(0, first + 1)).filter(Boolean)).toHaveLength(1)
    expect(landed(trace.slice(0, first + 1))[0]).toBe(true)
  })
})

describe('a start', () => {
  const started = trace.filter(({ step }) => !['resolve', 'verify', 'unpack'].includes(step))

  test('without a pull skips what was done before', () => {
    const start = replayStart(started)
    expect(start.states).toMatchObject({ pull: 'skipped', verify: 'skipped', process: 'done' })
    expect(evidenceOf('pull', start)).toMatch(/^already here: image [0-9a-f]{12}$/)
    expect(start.layers.every((layer) => layer.unpacked)).toBe(true)
  })

  test('that fails, fails at the first step that was not seen done', () => {
    const time = 9
    const start = replayStart([
      ...upTo('mount'),
      { step: 'fail', container: upTo('create').at(-1)?.step ?? '', message: 'no such file', time },
    ])
    expect(start.states).toMatchObject({
      writable: 'done',
      namespaces: 'failed',
      cgroup: 'waiting',
    })
    expect(start.failure).toBe('no such file')
    expect(evidenceOf('cgroup', start)).toBe('')
    const pull = replayStart([{ step: 'fail', image: 'x:latest', message: 'not found', time }])
    expect(pull.states.pull).toBe('failed')
  })

  test('whose process ended at once shows no namespaces that nobody saw', () => {
    const seen = upTo('mount')
    const create = seen.find((event) => event.step === 'create')
    const container = create?.container ?? ''
    const start = replayStart([...seen, { step: 'process', container, pid: 7, time: 9 }])
    expect(start.states).toMatchObject({
      namespaces: 'waiting',
      cgroup: 'waiting',
      process: 'done',
    })
    expect(evidenceOf('process', start)).toBe('7 had ended before it was seen')
  })

  test('tells its limits in words', () => {
    const limited = started.map((event) =>
      event.step === 'cgroup'
        ? { ...event, memory: '33554432', pids: '50', cpu: '50000 100000' }
        : event,
    )
    expect(evidenceOf('cgroup', replayStart(limited))).toMatch(
      /^\/docker\/[0-9a-f]{12}… · memory 33\.6MB, 50 processes, 0\.5 CPU$/,
    )
  })
})
