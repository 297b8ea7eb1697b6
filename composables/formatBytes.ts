const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes as `docker images` writes them: decimal units, three significant digits, e.g. `2.41MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${Number(value.toPrecision(3))}${UNITS[unit]}`
}
