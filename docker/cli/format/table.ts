/** Cells are at least this wide, their padding included. */
const MIN_WIDTH = 10
const PADDING = 3

/**
 * A table as Docker's client prints it: columns as wide as their widest cell and three spaces, the last one ragged.
 * @param rows the header first
 */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? MIN_WIDTH, width(cell) + PADDING)
    }
  }
  return rows
    .map((row) =>
      row.map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell)),
      ),
    )
    .map((cells) => `${cells.join('')}\n`)
    .join('')
}

function width(cell: string): number {
  return [...cell].length
}
