import { parseSignal, SIGTERM } from '../signals.ts'
import type { Container } from './container.ts'

/** The signal that a container asks to be stopped by. */
export function stopSignalOf({ config }: Container): number {
  return config.stopSignal === undefined ? SIGTERM : parseSignal(config.stopSignal)
}

/** Seconds between that and SIGKILL where nobody says otherwise. */
const STOP_TIMEOUT = 10

export function stopTimeoutOf({ config }: Container): number {
  return config.stopTimeout ?? STOP_TIMEOUT
}
