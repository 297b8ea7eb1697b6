/** Docker's names for where a container is in its life. */
export const STATUSES = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] as const
export type Status = (typeof STATUSES)[number]

/** How a run ended; `error` where something went wrong besides. */
export interface ExitStatus {
  exitCode: number
  error?: string
}

/** What dockerd keeps of a container's state (`container.State`). */
export class ContainerState {
  /** Also while it is paused, and while it waits to be started again. */
  running = false
  paused = false
  restarting = false
  removing = false
  dead = false
  /** Whether its memory limit killed a process in the last run. */
  oomKilled = false
  /** The first process's id in the guest, while it runs; 0 otherwise. */
  pid = 0
  /** Of the last run; 0 while one is under way. */
  exitCode = 0
  /** Why the last start failed, or what went wrong after the last run; empty where nothing did. */
  error = ''
  startedAt: Date | undefined
  finishedAt: Date | undefined

  get status(): Status {
    if (this.running) {
      if (this.paused) return 'paused'
      return this.restarting ? 'restarting' : 'running'
    }
    if (this.removing) return 'removing'
    if (this.dead) return 'dead'
    return this.startedAt ? 'exited' : 'created'
  }

  /** How the last run ended, as those who wait are told. */
  get lastExit(): ExitStatus {
    return { exitCode: this.exitCode, ...(this.error === '' ? {} : { error: this.error }) }
  }
}
