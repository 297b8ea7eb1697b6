interface TableOptions {
  /** Characters that a column has at least, its padding included. */
  minWidth?: number
  padding?: number
}

/**
 * Aligns cells that tabs end, as Go's `text/tabwriter` does: a column is as wide as its widest cell in the lines one
 * after another that have it, and a line's last cell belongs to no column.
 */
export function tabulate(text: string, { minWidth = 10, padding = 3 }: TableOptions = {}): string {
  const lines = text.split('\n').map((line) => line.split(/[\t\v]/))
  // Where the text ends after a tab, no further cell has begun.
  const last = lines.at(-1)
  if (last && last.length > 1 && last.at(-1) === '') last.pop()
  const widths: number[] = []
  const written: string[] = []

  const write = (from: number, to: number) => {
    for (const cells of lines.slice(from, to)) {
      written.push(
        cells
          .map((cell, column) => {
            const width = column < cells.length - 1 ? (widths[column] ?? 0) : 0
            return cell + ' '.repeat(Math.max(0, width - widthOf(cell)))
          })
          .join(''),
      )
    }
  }

  /** Lines with the columns so far fixed, and those to the right of them still to be measured. */
  const layOut = (from: number, to: number) => {
    const column = widths.length
    const hasColumn = (at: number) => column < (lines[at]?.length ?? 0) - 1
    let start = from
    for (let at = from; at < to; at++) {
      if (!hasColumn(at)) continue
      write(start, at)
      start = at
      let width = minWidth
      for (; at < to && hasColumn(at); at++) {
        width = Math.max(width, widthOf(lines[at]?.[column] ?? '') + padding)
      }
      widths.push(width)
      layOut(start, at)
      widths.pop()
      start = at
    }
    write(start, to)
  }
  layOut(0, lines.length)
  return written.join('\n')
}

/** A table of rows, the header first, as Docker's client prints it. */
export function table(rows: readonly (readonly string[])[], options: TableOptions = {}): string {
  return tabulate(rows.map((row) => `${row.join('\t')}\n`).join(''), options)
}

function widthOf(cell: string): number {
  return [...cell].length
}
