import type { Container } from './container.ts'
import type { ExitStatus } from './state.ts'

/** What `wait` waits for (API v1.41); dockerd takes every other word for the first. */
export const WAIT_CONDITIONS = ['not-running', 'next-exit', 'removed'] as const
export type WaitCondition = (typeof WAIT_CONDITIONS)[number]

/** Resolves with how the container's run ended when the condition has come true, or it has been removed. */
export function waitFor(container: Container, condition: WaitCondition): Promise<ExitStatus> {
  if (condition === 'removed') return container.removed.promise
  if (condition === 'not-running' && !container.running) {
    return Promise.resolve(container.lastExit)
  }
  return Promise.race([container.exit.promise, container.removed.promise])
}
