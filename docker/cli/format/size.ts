import { formatFloat } from './go/float.ts'

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']

/** Bytes in decimal units with `precision` digits (go-units' `HumanSizeWithPrecision`): `4.05MB`. */
export function humanSize(bytes: number, precision = 3): string {
  return withUnit(bytes, 1000, DECIMAL, precision)
}

/** Bytes in binary units with four digits (go-units' `BytesSize`): `1.945GiB`. */
export function humanBytes(bytes: number): string {
  return withUnit(bytes, 1024, BINARY, 4)
}

function withUnit(bytes: number, base: number, units: readonly string[], precision: number) {
  let size = bytes
  let unit = 0
  while (size >= base && unit < units.length - 1) {
    size /= base
    unit++
  }
  return `${formatFloat(size, 'g', precision)}${units[unit]}`
}
