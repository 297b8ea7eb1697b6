import { expect, test } from 'vitest'
import { OutputLog, type LineSource } from '../../composables/snippet/outputLog.ts'
import { shortDigests, troubleOf } from '../../composables/trouble.ts'

const output = (pieces: [LineSource, string][]) => {
  const log = new OutputLog()
  for (const [stream, text] of pieces) log.write(stream, text)
  return log.view()
}
const ended = (exitCode: number, stopped = false) =>
  ({ status: 'exited', exitCode, stopped }) as const

test('a run that did what was asked, or is under way, or was stopped, is no trouble', () => {
  const said = output([['stderr', 'a warning\n']])
  expect(troubleOf(ended(0), said)).toBeUndefined()
  expect(troubleOf(ended(137, true), said)).toBeUndefined()
  expect(troubleOf({ status: 'running', stopping: false }, said)).toBeUndefined()
  expect(troubleOf({ status: 'idle' }, said)).toBeUndefined()
})

test('of several errors the first of docker’s own is the reason', () => {
  const said = output([
    ['stderr', "Unable to find image 'greet:latest' locally\n"],
    ['stderr', 'docker: Error response from daemon: no.\n'],
    ['stderr', "See 'docker run --help'.\n"],
    ['stderr', 'Error: No such object: greet\n'],
  ])
  expect(troubleOf(ended(1), said)).toBe('docker: Error response from daemon: no.')
})

test('else it is the last line that a program said, or its exit code', () => {
  const said = output([
    ['stdout', 'ok\n'],
    ['stderr', 'first\n'],
    ['stderr', 'sh: not found\n'],
  ])
  expect(troubleOf(ended(127), said)).toBe('sh: not found')
  expect(troubleOf(ended(3), output([]))).toBe('docker ended with exit code 3.')
})

test('a machine that could not run says why, with digests as short as Docker’s', () => {
  const message = `It has SHA-256 ${'a1'.repeat(32)}, not sha256:${'b2'.repeat(32)}.`
  const status = { status: 'unavailable', message, remedy: 'retry' } as const
  const short = 'It has SHA-256 a1a1a1a1a1a1…, not sha256:b2b2b2b2b2b2….'
  expect(troubleOf(status, output([]))).toBe(short)
  expect(shortDigests('no digest: a1a1a1a1a1a1')).toBe('no digest: a1a1a1a1a1a1')
})
