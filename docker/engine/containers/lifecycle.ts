import { deferred } from '../../machine/deferred.ts'
import type { Machine, Task } from '../../machine/machine.ts'
import { conflict, EngineError, messageOf } from '../errors.ts'
import type { Events } from '../events.ts'
import { SIGKILL } from '../signals.ts'
import type { Container, ExitStatus } from './container.ts'
import { removeSteps, runSteps, startFailure } from './runtime.ts'
import type { ContainerStore } from './store.ts'
import { resolveUser } from './user.ts'

/** Exit code of a container whose machine went away under it. */
const EXIT_LOST = 255

/** Brings containers from one state to the next, and tells the world. */
export class Lifecycle {
  readonly #containers: ContainerStore
  readonly #events: Events
  readonly #machine: () => Promise<Machine>
  readonly #now: () => Date
  /** Starts that are under way; a container is started once, whoever asks. */
  readonly #starting = new Map<Container, Promise<void>>()

  constructor(
    containers: ContainerStore,
    events: Events,
    machine: () => Promise<Machine>,
    now: () => Date,
  ) {
    this.#containers = containers
    this.#events = events
    this.#machine = machine
    this.#now = now
  }

  /** Tells the world what happened to a container. */
  emit(container: Container, action: string, attributes: Record<string, string> = {}) {
    this.#events.emit('container', action, container.id, {
      ...attributes,
      ...container.config.labels,
      image: container.config.image,
      name: container.name,
    })
  }

  /**
   * Starts a container; resolves when its first process is about to run.
   * @throws EngineError in dockerd's words if the runtime cannot create it; a container that removes itself is
   * gone then.
   */
  async start(container: Container): Promise<void> {
    const known = this.#starting.get(container)
    if (known) return known
    const starting = this.#start(container).finally(() => this.#starting.delete(container))
    this.#starting.set(container, starting)
    return starting
  }

  /** Sends a signal to the container's first process. @throws EngineError 409 if it does not run. */
  async signal(container: Container, signal: number): Promise<void> {
    await this.#starting.get(container)?.catch(() => undefined)
    if (!container.running || !container.task) throw notRunning(container)
    container.task.signal(signal)
    this.emit(container, 'kill', { signal: String(signal) })
  }

  /** Kills a container and waits until it has ended. @throws EngineError 409 if it does not run. */
  async kill(container: Container): Promise<void> {
    const { exit } = container
    await this.signal(container, SIGKILL)
    await exit.promise
  }

  /** Ends a container: `signal`, then SIGKILL when it still runs after `seconds` (for ever where negative). */
  async stop(container: Container, signal: number, seconds: number): Promise<void> {
    const { exit } = container
    await this.signal(container, signal)
    const late = seconds < 0 ? new Promise<never>(() => undefined) : sleep(seconds * 1000)
    const ended = await Promise.race([exit.promise.then(() => true), late])
    if (!ended) await this.kill(container).catch(() => undefined)
    this.emit(container, 'stop')
  }

  /** Removes a container. @throws EngineError 409 if it runs and `force` is not given. */
  async remove(container: Container, force: boolean): Promise<void> {
    await this.#starting.get(container)?.catch(() => undefined)
    if (container.running) {
      if (!force) {
        throw conflict(
          `cannot remove container "/${container.name}": container is running: ` +
            'stop the container before removing or force remove',
        )
      }
      await this.kill(container)
      if (container.autoRemove) return
    }
    if (container.status === 'removing') {
      throw conflict(`removal of container ${container.name} is already in progress`)
    }
    const { status } = container
    container.status = 'removing'
    try {
      await this.#removeFolder(container)
    } catch (error) {
      container.status = status
      throw error
    }
    this.#forget(container)
  }

  async #removeFolder(container: Container): Promise<void> {
    if (!container.hasFolder) return
    const machine = await this.#machine()
    const { failure } = await machine.submit(removeSteps(container)).done
    if (!failure) return
    throw new EngineError(
      500,
      `cannot remove container "/${container.name}": unable to remove filesystem: ${failure.message}`,
    )
  }

  async #start(container: Container): Promise<void> {
    try {
      await this.#run(container)
    } catch (error) {
      container.error = messageOf(error)
      if (container.autoRemove) this.#forget(container)
      throw error
    }
  }

  async #run(container: Container): Promise<void> {
    const machine = await this.#machine()
    const user = await resolveUser(container.config.user, container.image, machine)
    const task = machine.submit(runSteps(container, user))
    container.hasFolder = true
    container.task = task
    if (container.config.openStdin) container.input.connect(task.stdin)
    // What comes before the container is created is the runtime's complaint, which its log has too.
    if (!(await task.started)) {
      void Promise.allSettled([task.stdout.cancel(), task.stderr.cancel()])
      const { error, exitCode } = await failureOf(task, container)
      container.lastExit = { exitCode }
      this.#endRun(container)
      throw error
    }
    container.status = 'running'
    container.error = ''
    container.lastExit = { exitCode: 0 }
    container.startedAt = this.#now()
    container.finishedAt = undefined
    this.emit(container, 'start')
    const streams = Promise.allSettled([
      container.output.pump('stdout', task.stdout),
      container.output.pump('stderr', task.stderr),
    ])
    void this.#finish(container, task, streams)
  }

  /** Sees a run to its end. The folder of a container that removes itself went with the task. */
  async #finish(container: Container, task: Task, streams: Promise<unknown>) {
    container.lastExit = await task.done.then(
      ({ exitCode = EXIT_LOST, failure }) => {
        container.error = failure?.message ?? ''
        return { exitCode }
      },
      (reason: unknown) => ({ exitCode: EXIT_LOST, error: messageOf(reason) }),
    )
    // Clients get all the output before they learn that the container has ended.
    await streams
    container.status = 'exited'
    container.finishedAt = this.#now()
    this.#endRun(container)
    this.emit(container, 'die', { exitCode: String(container.lastExit.exitCode) })
    const { exit } = container
    container.exit = deferred()
    exit.resolve(container.lastExit)
    if (container.autoRemove) this.#forget(container)
  }

  #endRun(container: Container) {
    container.task = undefined
    container.pid = 0
    container.output.close()
    container.input.reset()
  }

  #forget(container: Container) {
    container.status = 'removing'
    this.#containers.delete(container)
    container.output.close()
    this.emit(container, 'destroy')
    container.removed.resolve(container.lastExit)
  }
}

async function failureOf(task: Task, container: Container) {
  try {
    return startFailure(await task.done, container)
  } catch (reason) {
    return { error: new EngineError(500, messageOf(reason)), exitCode: EXIT_LOST }
  }
}

/** What `wait` waits for (API v1.41). */
export const WAIT_CONDITIONS = ['not-running', 'next-exit', 'removed'] as const
export type WaitCondition = (typeof WAIT_CONDITIONS)[number]

/** Resolves with how the container's run ended when the condition has come true. */
export function waitFor(container: Container, condition: WaitCondition): Promise<ExitStatus> {
  if (condition === 'removed') return container.removed.promise
  if (condition === 'not-running' && !container.running) {
    return Promise.resolve(container.lastExit)
  }
  return container.exit.promise
}

function notRunning({ id }: Container) {
  return conflict(`container ${id} is not running`)
}

function sleep(milliseconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), milliseconds))
}
