const SECOND = 1_000_000_000

/** A duration of nanoseconds as Go prints it (`time.Duration.String`): `0s`, `1.5ms`, `5m0s`. */
export function goDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s'
  const sign = nanoseconds < 0 ? '-' : ''
  const value = Math.abs(nanoseconds)
  if (value < SECOND) {
    const [unit, size] = value < 1000 ? ['ns', 1] : value < 1_000_000 ? ['µs', 1e3] : ['ms', 1e6]
    return `${sign}${decimal(value, Number(size))}${unit}`
  }
  const whole = Math.floor(value / SECOND)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  const seconds = decimal((whole % 60) * SECOND + (value % SECOND), SECOND)
  const ahead = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : ''
  return `${sign}${ahead}${seconds}s`
}

/** `value / unit` without zeros at its end. */
function decimal(value: number, unit: number): string {
  const digits = String(unit).length - 1
  const fraction = String(value % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '')
  return `${Math.floor(value / unit)}${fraction === '' || digits === 0 ? '' : `.${fraction}`}`
}
