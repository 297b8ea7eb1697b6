import type { TerminalState } from './state.ts'

/** How long a prompt may take to come back, in milliseconds. */
const PATIENCE = 5000

/** Waits for a shell's prompt. */
export interface PromptWatch {
  /** Something has changed: the screen, or the state. */
  look(): void
  /** Answers whether the prompt has come; a shell that is being opened has all the time it needs. */
  wait(): Promise<boolean>
}

/**
 * @param isThere whether the prompt is on the screen
 * @param state where the terminal is
 */
export function createPromptWatch(isThere: () => boolean, state: () => TerminalState): PromptWatch {
  const waiting = new Set<() => void>()
  return {
    look() {
      for (const look of waiting) look()
    },
    wait: () =>
      new Promise((resolve) => {
        const finish = (found: boolean) => {
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        const look = () => {
          if (isThere()) finish(true)
          else if (['ended', 'failed'].includes(state().is)) finish(false)
        }
        const timer = state().is === 'open' ? setTimeout(() => finish(false), PATIENCE) : undefined
        waiting.add(look)
        look()
      }),
  }
}
