import { describe, expect, it } from 'vitest'
import { humanSize } from '../../docker/cli/format/size.ts'
import { ellipsis, quote } from '../../docker/cli/format/text.ts'
import { wrap } from '../../docker/cli/format/wrap.ts'
import { humanDuration } from '../../docker/engine/units.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Texts from `docker run --help` of Docker 28.2, which begin at column 41. */
const WRAPPED = [
  'Keep STDIN open even if not attached',
  'Write the container ID to the file',
  `Add a custom host-to-IP mapping
(host:ip)`,
  `Automatically remove the
container and its associated
anonymous volumes when it exits`,
  `Swap limit equal to memory plus
swap: '-1' to enable unlimited swap`,
  `Username or UID (format:
<name|uid>[:<group|gid>])`,
  `GPU devices to add to the
container ('all' to pass all GPUs)`,
]

describe('formats', () => {
  it.each(WRAPPED)('wraps %j where Docker does', (text) => {
    const indented = text.replaceAll('\n', `\n${' '.repeat(41)}`)
    expect(wrap(41, text.replaceAll('\n', ' '), 79)).toBe(indented)
  })

  it.each([
    [0, '0B'],
    [999, '999B'],
    [852, '852B'],
    [1000, '1kB'],
    [4053123, '4.05MB'],
    [7_300_000, '7.3MB'],
    [123_456_789, '123MB'],
    [999_950, '1e+03kB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(humanSize(bytes)).toBe(text)
  })

  it.each([
    [0, 'Less than a second'],
    [1500, '1 second'],
    [59 * SECOND, '59 seconds'],
    [60 * SECOND, 'About a minute'],
    [59 * MINUTE, '59 minutes'],
    [80 * MINUTE, 'About an hour'],
    [90 * MINUTE, '2 hours'],
    [47 * HOUR, '47 hours'],
    [48 * HOUR, '2 days'],
    [14 * DAY, '2 weeks'],
    [60 * DAY, '2 months'],
    [729 * DAY, '24 months'],
    [730 * DAY, '2 years'],
  ])('%d ms are %s', (milliseconds, text) => {
    expect(humanDuration(milliseconds)).toBe(text)
  })

  it('quotes and shortens', () => {
    expect(quote('a "b" \\ \t\u001b ü')).toBe(String.raw`"a \"b\" \\ \t\x1b ü"`)
    expect(ellipsis('exactly ten', 11)).toBe('exactly ten')
    expect(ellipsis('exactly eleven', 11)).toBe('exactly el…')
  })
})
