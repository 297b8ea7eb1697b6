import type { ExecContext } from '../exec/run.ts'
import type { ExecStore } from '../exec/store.ts'
import { rfc3339Nano } from '../go/time.ts'
import type { Container } from './container.ts'
import { probe, type ProbeResult } from './probe.ts'

/** Nanoseconds in a millisecond: what a healthcheck's times are in. */
const NANOSECONDS = 1e6

/** Milliseconds between probes, and the longest that one may take, where nobody says otherwise. */
const INTERVAL = 30_000
const TIMEOUT = 30_000
const RETRIES = 3

/** Results that are kept. */
const KEPT = 5

/** What probing works on. */
export interface HealthContext extends ExecContext {
  execs: ExecStore
  now: () => Date
}

/** Finds out whether a running container is well, over and over (dockerd's `health.go`). */
export class Health {
  status: 'starting' | 'healthy' | 'unhealthy' = 'starting'
  #failingStreak = 0
  readonly #log: ProbeResult[] = []
  readonly #container: Container
  readonly #context: HealthContext
  #timer: ReturnType<typeof setTimeout> | undefined
  #isStopped = true

  constructor(container: Container, context: HealthContext) {
    this.#container = container
    this.#context = context
  }

  /** For people, as `docker ps` shows it. */
  get words(): string {
    return this.status === 'starting' ? 'health: starting' : this.status
  }

  /** A new run begins. */
  begin() {
    this.stop()
    this.status = 'starting'
    this.#failingStreak = 0
    this.resume()
  }

  /** Probes from now on. */
  resume() {
    if (!this.#isStopped) return
    this.#isStopped = false
    this.#schedule()
  }

  /** Probes no longer; who is not probed is not known to be well. */
  stop() {
    if (this.#isStopped) return
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.status = 'unhealthy'
  }

  /** `State.Health` in API v1.41. */
  json() {
    return {
      Status: this.status,
      FailingStreak: this.#failingStreak,
      Log: this.#log.map(({ start, end, exitCode, output }) => ({
        Start: rfc3339Nano(start),
        End: rfc3339Nano(end),
        ExitCode: exitCode,
        Output: output,
      })),
    }
  }

  #schedule() {
    const { Interval = 0 } = this.#container.config.healthcheck ?? {}
    this.#timer = setTimeout(
      () => void this.#probe(),
      Interval === 0 ? INTERVAL : Interval / NANOSECONDS,
    )
    // A container that is only looked at now and then keeps no process alive.
    if (typeof this.#timer === 'object' && 'unref' in this.#timer) this.#timer.unref()
  }

  async #probe() {
    const { Timeout = 0 } = this.#container.config.healthcheck ?? {}
    const timeout = Timeout === 0 ? TIMEOUT : Timeout / NANOSECONDS
    const result = await probe(this.#container, this.#context, timeout)
    if (this.#isStopped) return
    this.#note(result)
    this.#schedule()
  }

  #note(result: ProbeResult) {
    const { Retries = 0, StartPeriod = 0 } = this.#container.config.healthcheck ?? {}
    const before = this.status
    this.#log.push(result)
    if (this.#log.length > KEPT) this.#log.shift()
    if (result.exitCode === 0) {
      this.#failingStreak = 0
      this.status = 'healthy'
    } else {
      const since = result.start.getTime() - (this.#container.startedAt?.getTime() ?? 0)
      const isExcused = this.status === 'starting' && since < StartPeriod / NANOSECONDS
      if (!isExcused) this.#failingStreak++
      if (!isExcused && this.#failingStreak >= (Retries || RETRIES)) this.status = 'unhealthy'
    }
    if (before !== this.status) {
      this.#context.lifecycle.emit(this.#container, `health_status: ${this.status}`)
    }
  }
}

/** Whether a container is to be probed at all. */
export function hasProbe({ config }: Container): boolean {
  return ['CMD', 'CMD-SHELL'].includes(config.healthcheck?.Test?.[0] ?? '')
}
