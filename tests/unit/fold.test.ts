import { expect, test } from 'vitest'
import { foldStderr } from '../../composables/snippet/fold.ts'
import { OutputLog } from '../../composables/snippet/outputLog.ts'

function shown(write: (log: OutputLog) => void): (string | number)[] {
  const log = new OutputLog()
  write(log)
  return foldStderr(log.view().lines).map((line) => ('folded' in line ? line.folded : line.text))
}

test('a long run of standard error keeps its ends, everything else stays', () => {
  expect(
    shown((log) => {
      log.write('stdout', 'one\n')
      log.write('stderr', 'a\nb\nc\nd\ne\n')
      log.write('stdout', 'two\nthree\nfour\nfive\nsix\n')
      log.write('stderr', 'f\ng\nh\ni\n')
    }),
  ).toEqual(['one', 'a', 3, 'e', 'two', 'three', 'four', 'five', 'six', 'f', 'g', 'h', 'i'])
})
