import { invalid } from '../../errors.ts'
import { parseSignal } from '../../signals.ts'
import type { Healthcheck } from '../schema/config.ts'
import type { CreateRequest } from '../schema/index.ts'

/** Nanoseconds: the shortest time that a healthcheck may name. */
const MINIMUM_DURATION = 1_000_000

/**
 * What dockerd checks of a container's portable half before it looks for the image.
 * @throws EngineError (400) in dockerd's words.
 */
export function verifyConfig({ WorkingDir, StopSignal, Env, Healthcheck }: CreateRequest) {
  if (WorkingDir !== '' && !WorkingDir.startsWith('/')) {
    throw invalid(
      `the working directory '${WorkingDir}' is invalid, it needs to be an absolute path`,
    )
  }
  if (StopSignal !== '') parseSignal(StopSignal)
  for (const entry of Env ?? []) {
    if (entry === '' || entry.startsWith('=')) {
      throw invalid(`invalid environment variable: ${entry}`)
    }
  }
  if (Healthcheck) verifyHealthcheck(Healthcheck)
}

function verifyHealthcheck(healthcheck: Healthcheck) {
  const { Interval, Timeout, StartPeriod } = healthcheck
  for (const [name, duration] of Object.entries({ Interval, Timeout }))
    verifyDuration(name, duration)
  if (healthcheck.Retries < 0) throw invalid('Retries in Healthcheck cannot be negative')
  verifyDuration('StartPeriod', StartPeriod)
}

function verifyDuration(name: string, duration: number) {
  if (duration !== 0 && duration < MINIMUM_DURATION) {
    throw invalid(`${name} in Healthcheck cannot be less than 1ms`)
  }
}
