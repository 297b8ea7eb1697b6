/** A measured figure beside what is aimed at. */
export interface Figure {
  what: string
  /** The median where something was measured more than once. */
  value: number
  /** The most that it may be; undefined for what is only told. */
  target?: number | undefined
  unit: 'M instructions' | 's' | 'MB' | 'bytes' | 'round trips' | 'MB/s'
  /** Every single measurement. */
  runs?: readonly number[]
  /** What Podman took for the same natively, in the same unit, where it was asked. */
  peer?: readonly number[]
}

/** The middle one of the sorted values; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1)
  return middle.reduce((sum, value) => sum + value, 0) / middle.length
}

/** A figure from several runs. */
export function measured(
  what: string,
  unit: Figure['unit'],
  runs: readonly number[],
  target?: number,
): Figure {
  return { what, unit, runs, value: median(runs), target }
}

/** Prints figures as a table, the misses as plain as the hits. */
export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`)
  for (const { what, value, target, unit, runs, peer } of figures) {
    const verdict = target === undefined ? '' : value <= target ? 'hit' : 'MISS'
    const aim = target === undefined ? '' : `≤ ${target}`
    const range =
      runs && runs.length > 1
        ? `  (${runs.length} runs: ${shown(Math.min(...runs))}–${shown(Math.max(...runs))})`
        : ''
    const beside = peer ? `  Podman natively: ${shown(median(peer))}` : ''
    console.log(
      `  ${what.padEnd(46)} ${shown(value).padStart(8)} ${unit.padEnd(14)} ${aim.padEnd(8)} ${verdict.padEnd(4)}${range}${beside}`,
    )
  }
}

function shown(value: number): string {
  return value.toFixed(Number.isInteger(value) ? 0 : 2)
}
