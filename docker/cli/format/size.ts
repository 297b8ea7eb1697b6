const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']

/** Bytes in decimal units with `precision` digits: `4.05MB`. */
export function humanSize(bytes: number, precision = 3): string {
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000
    unit++
  }
  return `${general(size, precision)}${UNITS[unit]}`
}

/** C's and Go's `%.<precision>g` for numbers below 1000, where rounding up to 1000 may call for an exponent. */
function general(value: number, precision: number): string {
  const [mantissa = '', exponent] = value.toPrecision(precision).split('e')
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  return exponent === undefined ? short : `${short}e+${exponent.slice(1).padStart(2, '0')}`
}
