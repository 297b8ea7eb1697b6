import { expect, test } from 'vitest'
import type { ShownEvent } from '../../composables/containers/replay.ts'
import { EXERCISES } from '../../composables/prompt/exercises.ts'
import { LineHistory } from '../../composables/prompt/lineHistory.ts'
import { Transcript } from '../../composables/prompt/transcript.ts'
import type { OutputView } from '../../composables/snippet/outputLog.ts'

const events = (...actions: string[]): ShownEvent[] =>
  actions.map((action) => {
    const [Action = '', ID = 'a'] = action.split(' of ')
    return { Type: 'container', Action, Actor: { ID, Attributes: {} }, timeNano: 0 }
  })
/** The numbers of the exercises that these events tick. */
const ticked = (...actions: string[]) =>
  EXERCISES.flatMap(({ done }, i) => (done(events(...actions)) ? [i + 1] : []))

test('each exercise is ticked by what its command does, and by nothing else', () => {
  expect(ticked()).toEqual([])
  expect(ticked('create', 'start', 'die', 'destroy')).toEqual([1])
  expect(ticked('create', 'start')).toEqual([2])
  expect(ticked('exec_create: touch /note', 'exec_start: touch /note', 'exec_die')).toEqual([3])
  expect(ticked('pause', 'unpause', 'commit')).toEqual([4])
  expect(ticked('pause')).toEqual([5])
  expect(ticked('kill', 'die', 'destroy')).toEqual([6])
})

test('a container that has exited was not kept running, and one that is created does nothing', () => {
  expect(ticked('create', 'start', 'die')).toEqual([])
  expect(ticked('create')).toEqual([])
  expect(ticked('create of b', 'start of b', 'die of a', 'destroy of a')).toEqual([2, 6])
})

test('lines come back, and so does the one that was being typed', () => {
  const history = new LineHistory()
  expect(history.older('draft')).toBe('draft')
  for (const line of ['one', 'two', 'two', 'three']) history.add(line)
  expect(history.older('draft')).toBe('three')
  expect(history.older('three')).toBe('two')
  expect(history.older('two')).toBe('one')
  expect(history.older('one')).toBe('one')
  expect(history.newer('one')).toBe('two')
  expect(history.newer('two')).toBe('three')
  expect(history.newer('three')).toBe('draft')
  expect(history.newer('edited')).toBe('edited')
})

const printed = (...lines: string[]): OutputView => ({
  lines: lines.map((text, id) => ({ id, stream: 'stdout', text })),
  dropped: 0,
})
const texts = (transcript: Transcript) => transcript.view().lines.map(({ text }) => text)

test('the transcript has each command with its output, and ids that do not repeat', () => {
  const transcript = new Transcript()
  transcript.begin('docker ps')
  transcript.show(printed('NAMES'))
  transcript.begin('docker images')
  transcript.show(printed('REPOSITORY', 'base'))
  expect(texts(transcript)).toEqual(['docker ps', 'NAMES', 'docker images', 'REPOSITORY', 'base'])
  const ids = transcript.view().lines.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('cleared while a command runs, it shows what comes after', () => {
  const transcript = new Transcript()
  transcript.begin('docker logs -f x')
  transcript.show(printed('1', '2'))
  transcript.clear()
  expect(texts(transcript)).toEqual([])
  transcript.show(printed('1', '2', '3'))
  expect(texts(transcript)).toEqual(['3'])
  transcript.begin('docker ps')
  expect(texts(transcript)).toEqual(['3', 'docker ps'])
})

test('old lines go, and are counted', () => {
  const transcript = new Transcript()
  const many = Array.from({ length: 1500 }, (_, i) => String(i))
  transcript.begin('docker logs x')
  transcript.show(printed(...many))
  transcript.begin('docker ps')
  const { lines, dropped } = transcript.view()
  expect(lines.length).toBe(1000)
  expect(dropped).toBe(502)
  expect(lines.at(-1)?.text).toBe('docker ps')
})
