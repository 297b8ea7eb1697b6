import type { OutputLine } from './outputLog.ts'

const LAYER = /^([0-9a-f]{12}): /

/**
 * Of what a pull says of each layer only the last, as on a terminal, where the lines are written over.
 * The order is that of the layers' first lines.
 */
export function settled(lines: readonly OutputLine[]): OutputLine[] {
  const shown: OutputLine[] = []
  /** Where in `shown` each layer of the pull that is under way has its line. */
  const places = new Map<string, number>()
  for (const line of lines) {
    const layer = LAYER.exec(line.text)?.[1]
    if (layer === undefined) {
      places.clear()
      shown.push(line)
      continue
    }
    const place = places.get(layer)
    if (place === undefined) places.set(layer, shown.push(line) - 1)
    else shown[place] = line
  }
  return shown
}
