import { deferred } from '../../machine/deferred.ts'
import type { UpdateConfig } from './schema/host-config.ts'

/** Milliseconds before the first restart; each one after it waits twice as long. */
const FIRST_WAIT = 100
const LONGEST_WAIT = 60_000

/** A run that lasted as long as this starts the waiting afresh. */
const LONG_RUN = 10_000

export type RestartPolicy = UpdateConfig['RestartPolicy']

/** Decides whether and when a container is started again after it has ended (dockerd's `restartmanager`). */
export class RestartManager {
  policy: RestartPolicy
  #wait = 0
  #count = 0
  readonly #cancelled = deferred<false>()
  #isCancelled = false

  constructor(policy: RestartPolicy) {
    this.policy = policy
  }

  /** Nothing is started again from now on, and what waits for it does so no longer. */
  cancel() {
    this.#isCancelled = true
    this.#cancelled.resolve(false)
  }

  /**
   * Takes note that a run has ended.
   * @param ran how long it lasted, in milliseconds.
   * @returns undefined where nothing follows it; otherwise what resolves when the next one is due, with false where
   *   that has been cancelled.
   */
  next(exitCode: number, manuallyStopped: boolean, ran: number): Promise<boolean> | undefined {
    if (this.#isCancelled) return undefined
    if (ran >= LONG_RUN) this.#wait = 0
    this.#wait = Math.min(this.#wait === 0 ? FIRST_WAIT : this.#wait * 2, LONGEST_WAIT)
    if (!this.#isDue(exitCode, manuallyStopped)) return undefined
    this.#count++
    let timer: ReturnType<typeof setTimeout> | undefined
    const due = new Promise<true>((resolve) => {
      timer = setTimeout(() => resolve(true), this.#wait)
    })
    return Promise.race([due, this.#cancelled.promise]).finally(() => clearTimeout(timer))
  }

  #isDue(exitCode: number, manuallyStopped: boolean): boolean {
    const { Name, MaximumRetryCount } = this.policy
    if (Name === 'always') return true
    if (Name === 'unless-stopped') return !manuallyStopped
    const mayTry = MaximumRetryCount === 0 || this.#count < MaximumRetryCount
    return Name === 'on-failure' && mayTry && exitCode !== 0
  }
}
