import { omitEmpty, type JsonObject } from './json.ts'

/** Values of the `--health-*` flags; durations in nanoseconds. */
export interface HealthFlags {
  disabled: boolean
  command: string
  interval: number
  timeout: number
  startPeriod: number
  retries: number
}

/** The API's HealthConfig; undefined where the image's counts. @throws Error in the words of Docker's client */
export function healthCheck(flags: HealthFlags): JsonObject | undefined {
  const { disabled, command, interval, timeout, startPeriod, retries } = flags
  const isGiven = command !== '' || [interval, timeout, startPeriod, retries].some((n) => n !== 0)
  if (disabled && isGiven) throw new Error('--no-healthcheck conflicts with --health-* options')
  if (disabled) return { Test: ['NONE'] }
  if (!isGiven) return undefined
  const amounts = { interval, timeout, retries, 'start-period': startPeriod }
  for (const [name, amount] of Object.entries(amounts)) {
    if (amount < 0) throw new Error(`--health-${name} cannot be negative`)
  }
  return omitEmpty({
    Test: command === '' ? [] : ['CMD-SHELL', command],
    Interval: interval,
    Timeout: timeout,
    StartPeriod: startPeriod,
    Retries: retries,
  })
}
