import { describe, expect, test } from 'vitest'
import { byCommand } from '../../composables/snippet/commands.ts'
import { MAX_LINES, MAX_LINE_LENGTH, OutputLog } from '../../composables/snippet/outputLog.ts'

function linesOf(write: (log: OutputLog) => void): [string, string][] {
  const log = new OutputLog()
  write(log)
  return log.view().lines.map(({ stream, text }) => [stream, text])
}

describe('a log of output', () => {
  test('joins pieces of a line and keeps empty lines', () => {
    expect(
      linesOf((log) => {
        log.write('stdout', 'he')
        log.write('stdout', 'llo\n\nwor')
        log.write('stdout', 'ld')
      }),
    ).toEqual([
      ['stdout', 'hello'],
      ['stdout', ''],
      ['stdout', 'world'],
    ])
  })

  test('gives the other stream a line of its own', () => {
    expect(
      linesOf((log) => {
        log.write('stdout', 'half')
        log.write('stderr', 'oops\n')
        log.write('stdout', ' line\n')
      }),
    ).toEqual([
      ['stdout', 'half'],
      ['stderr', 'oops'],
      ['stdout', ' line'],
    ])
  })

  test('keeps a command of several lines together', () => {
    const log = new OutputLog()
    log.command('cat <<E\nit\nE')
    log.write('stdout', 'it\n')
    log.command('true')
    const lines = log.view().lines
    expect(lines.map(({ continued = false }) => continued)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ])
    expect(byCommand(lines).map(({ command }) => command)).toEqual(['cat <<E\nit\nE', 'true'])
  })

  test('shows what a terminal leaves visible', () => {
    expect(
      linesOf((log) => {
        log.write('stdout', '\u001b[1;3')
        log.write('stdout', '1mred\u001b[0m\r\n')
        log.write('stdout', '10%\r100%\n')
        log.write('stdout', '\u001b]0;title\u0007a\tb\u0000\n')
      }),
    ).toEqual([
      ['stdout', 'red'],
      ['stdout', '100%'],
      ['stdout', 'a\tb'],
    ])
  })

  test('holds the last lines of a flood and counts the rest', () => {
    const log = new OutputLog()
    const total = MAX_LINES * 5 + 7
    for (let line = 0; line < total; line++) log.write('stdout', `${line}\n`)
    const { lines, dropped } = log.view()
    expect(lines).toHaveLength(MAX_LINES)
    expect(dropped).toBe(total - MAX_LINES)
    expect(lines.at(-1)?.text).toBe(String(total - 1))
    expect(lines.at(0)?.text).toBe(String(total - MAX_LINES))
  })

  test('a flood without line ends is bounded too, and loses nothing of what it keeps', () => {
    const log = new OutputLog()
    log.write('stdout', 'x'.repeat(MAX_LINE_LENGTH * 3 + 5))
    const { lines } = log.view()
    expect(lines.map(({ text }) => text.length)).toEqual([
      MAX_LINE_LENGTH,
      MAX_LINE_LENGTH,
      MAX_LINE_LENGTH,
      5,
    ])
  })

  test('a view does not change afterwards', () => {
    const log = new OutputLog()
    log.write('stdout', 'a')
    const before = log.view()
    log.write('stdout', 'b\n')
    expect(before.lines[0]?.text).toBe('a')
    expect(log.view().lines[0]?.text).toBe('ab')
  })
})
