import type { OutputLine } from './outputLog.ts'

/** Lines that stand in the place of more. */
export interface Fold {
  /** Unique among the lines and folds. */
  id: string
  /** How many lines are not shown. */
  folded: number
}

/** So many lines of standard error in a row are still shown whole. */
const MAX_RUN = 4

/**
 * Folds what a pull says, line by line, on its way: of a long run of standard error only the first
 * and the last line stay. On paper nothing can be scrolled, and the program's own output must fit.
 */
export function foldStderr(lines: readonly OutputLine[]): (OutputLine | Fold)[] {
  const shown: (OutputLine | Fold)[] = []
  let run: OutputLine[] = []
  const endRun = () => {
    const [first, last] = [run.at(0), run.at(-1)]
    if (run.length > MAX_RUN && first && last)
      shown.push(first, { id: `fold-${first.id}`, folded: run.length - 2 }, last)
    else shown.push(...run)
    run = []
  }
  for (const line of lines) {
    if (line.stream === 'stderr') run.push(line)
    else {
      endRun()
      shown.push(line)
    }
  }
  endRun()
  return shown
}
