import type { Machine } from '../../machine/machine.ts'
import { conflict, EngineError, messageOf } from '../errors.ts'
import type { Events } from '../events.ts'
import type { ExecStore } from '../exec/store.ts'
import { SIGKILL } from '../signals.ts'
import type { Networking } from '../networks/networking.ts'
import type { Trace } from '../trace.ts'
import type { VolumeStore } from '../volumes/store.ts'
import type { Container } from './container.ts'
import { Health, hasProbe } from './health.ts'
import { RestartManager, type RestartPolicy } from './restart-manager.ts'
import { Runner } from './run.ts'
import { freezeSteps, keepSteps, removeSteps, restoreSteps } from './runtime.ts'
import type { ContainerStore } from './store.ts'
import { stopSignalOf } from './stop-signal.ts'
import { submitChecked } from './submit.ts'

/** What lifecycles work on. */
export interface LifecycleContext {
  containers: ContainerStore
  events: Events
  execs: ExecStore
  volumes: VolumeStore
  networking: Networking
  trace: Trace
  machine: () => Promise<Machine>
  now: () => Date
}

/** Brings containers from one state to the next, and tells the world. */
export class Lifecycle {
  readonly #context: LifecycleContext
  readonly #runner: Runner
  /** Starts that are under way; a container is started once, whoever asks. */
  readonly #starting = new Map<Container, Promise<void>>()
  readonly #managers = new Map<Container, RestartManager>()

  constructor(context: LifecycleContext) {
    this.#context = context
    this.#runner = new Runner(context, {
      emit: (container, action, attributes) => this.emit(container, action, attributes),
      ended: (container) => this.#ended(container),
    })
  }

  /** Tells the world what happened to a container. */
  emit(container: Container, action: string, attributes: Record<string, string> = {}) {
    this.#context.events.emit('container', action, container.id, {
      ...attributes,
      ...container.config.labels,
      ...(container.config.image === '' ? {} : { image: container.config.image }),
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
    if (container.running) return
    if (container.removing || container.dead) {
      throw conflict('container is marked for removal and cannot be started')
    }
    this.#managers.get(container)?.cancel()
    this.#managers.delete(container)
    container.restartCount = 0
    container.manuallyStopped = false
    await this.#begin(container)
  }

  /**
   * Sends a signal to the container's first process.
   * @throws EngineError 409 if it does not run.
   */
  async signal(container: Container, signal: number): Promise<void> {
    await this.#starting.get(container)?.catch(() => undefined)
    if (!container.running) throw notRunning(container)
    const isStop =
      signal === SIGKILL ||
      container.config.stopSignal === undefined ||
      stopSignalOf(container) === signal
    if (isStop) this.#manager(container).cancel()
    container.manuallyStopped = true
    if (container.restarting) return
    container.task?.signal(signal)
    this.emit(container, 'kill', { signal: String(signal) })
    // What is held gets its signal when it goes on; SIGKILL may have ended it by now.
    if (isStop && container.paused) await this.unpause(container).catch(() => undefined)
  }

  /** Kills a container and waits until it has ended. @throws EngineError 409 if it does not run. */
  async kill(container: Container): Promise<void> {
    const { exit } = container
    await this.signal(container, SIGKILL)
    await exit.promise
  }

  /** Ends a container: its stop signal, then SIGKILL when it still runs after `seconds` (for ever where negative). */
  async stop(container: Container, seconds: number): Promise<void> {
    const { exit } = container
    await this.signal(container, stopSignalOf(container))
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<'late'>((resolve) => {
      if (seconds >= 0) timer = setTimeout(() => resolve('late'), seconds * 1000)
    })
    const ended = await Promise.race([exit.promise, late])
    clearTimeout(timer)
    if (ended === 'late') await this.kill(container).catch(() => undefined)
    this.emit(container, 'stop')
  }

  /** Stops a container where it runs, and starts it; one that removes itself stays, with its files. */
  async restart(container: Container, seconds: number): Promise<void> {
    await this.#starting.get(container)?.catch(() => undefined)
    if (container.running) {
      const { autoRemove } = container
      container.autoRemove = false
      try {
        if (autoRemove) await this.#submit(keepSteps(container))
        await this.stop(container, seconds)
        if (autoRemove) await this.#submit(restoreSteps(container))
      } finally {
        container.autoRemove = autoRemove
      }
    }
    await this.start(container)
    this.emit(container, 'restart')
  }

  /** Holds all processes of a container. @throws EngineError 409 in dockerd's words. */
  async pause(container: Container): Promise<void> {
    await this.#starting.get(container)?.catch(() => undefined)
    if (!container.running) throw notRunning(container)
    if (container.paused) throw conflict(`Container ${container.id} is already paused`)
    if (container.restarting) {
      throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
    }
    await this.#freeze(container, 'pause')
    container.paused = true
    container.health?.stop()
    this.emit(container, 'pause')
  }

  /** Lets a paused container go on. @throws EngineError (500) in dockerd's words if it is not paused. */
  async unpause(container: Container): Promise<void> {
    if (!container.paused) {
      throw new EngineError(500, `Container ${container.id} is not paused`)
    }
    await this.#freeze(container, 'resume')
    if (!container.running) return
    container.paused = false
    container.health?.resume()
    this.emit(container, 'unpause')
  }

  /** A restart policy that holds from now on, also for the run that is under way. */
  setRestartPolicy(container: Container, policy: RestartPolicy) {
    this.#manager(container).policy = policy
  }

  /**
   * Removes a container.
   * @param name what it was called by, for the message.
   * @throws EngineError 409 if it runs and `force` is not given.
   */
  async remove(
    container: Container,
    { force, volumes, name = container.name }: { force: boolean; volumes: boolean; name?: string },
  ): Promise<void> {
    await this.#starting.get(container)?.catch(() => undefined)
    if (container.removing) {
      throw conflict(`removal of container ${name} is already in progress`)
    }
    if (container.running) {
      if (!force) throw conflict(cannotRemove(container))
      const { autoRemove, removed } = container
      await this.kill(container)
      if (autoRemove) {
        await removed.promise
        return
      }
    }
    container.removing = true
    try {
      await this.#removeFolder(container)
    } catch (error) {
      container.removing = false
      container.dead = true
      container.error = messageOf(error)
      throw error
    }
    await this.#forget(container, volumes)
  }

  async #removeFolder(container: Container): Promise<void> {
    if (!container.hasFolder) return
    const { failure } = await this.#submit(removeSteps(container))
    if (!failure) return
    throw new EngineError(
      500,
      `unable to remove filesystem for ${container.id}: ${failure.message}`,
    )
  }

  async #begin(container: Container): Promise<void> {
    const starting = this.#run(container).finally(() => this.#starting.delete(container))
    this.#starting.set(container, starting)
    return starting
  }

  async #run(container: Container): Promise<void> {
    try {
      await this.#runner.begin(container)
    } catch (error) {
      container.error = messageOf(error)
      this.#context.trace.emit({
        step: 'fail',
        container: container.id,
        message: container.error,
      })
      if (container.exitCode === 0) container.exitCode = 128
      if (container.autoRemove) await this.#forget(container, true)
      throw error
    }
    if (hasProbe(container)) {
      container.health ??= new Health(container, { ...this.#context, lifecycle: this })
      container.health.begin()
    }
  }

  /** A run has ended: the container is started again, or stays as it is, or is gone. */
  async #ended(container: Container): Promise<void> {
    container.health?.stop()
    const ran = (container.finishedAt?.getTime() ?? 0) - (container.startedAt?.getTime() ?? 0)
    const due = this.#manager(container).next(container.exitCode, container.manuallyStopped, ran)
    if (due) {
      container.restartCount++
      container.restarting = true
    } else {
      container.running = false
    }
    this.emit(container, 'die', { exitCode: String(container.exitCode) })
    this.#context.networking.release(container)
    this.#runner.settle(container)
    if (due) {
      void this.#again(container, due)
    } else if (container.autoRemove) {
      await this.#forget(container, true)
    }
  }

  async #again(container: Container, due: Promise<boolean>): Promise<void> {
    const isDue = await due
    try {
      if (isDue) {
        await this.#begin(container)
        return
      }
    } catch {
      // Why it could not be started is in its state.
    }
    container.restarting = false
    container.running = false
    this.#runner.settle(container)
    if (container.autoRemove) await this.#forget(container, true)
  }

  async #forget(container: Container, volumes: boolean): Promise<void> {
    if (!this.#context.containers.has(container)) return
    container.removing = true
    this.#managers.get(container)?.cancel()
    this.#managers.delete(container)
    this.#context.containers.delete(container)
    container.output.close()
    await this.#releaseVolumes(container, volumes)
    this.emit(container, 'destroy')
    // That it is gone is what was waited for: why it never began is told to who started it.
    container.removed.resolve({ exitCode: container.exitCode })
  }

  /** @param remove whether those that have no name of their own go with the container. */
  async #releaseVolumes({ id, mounts }: Container, remove: boolean): Promise<void> {
    for (const { volume, request } of mounts) {
      if (!volume) continue
      this.#context.volumes.release(volume, id)
      if (remove && (request?.Source ?? '') === '') {
        await this.#context.volumes.remove(volume).catch(() => undefined)
      }
    }
  }

  #manager(container: Container): RestartManager {
    const known = this.#managers.get(container)
    if (known) return known
    const manager = new RestartManager(container.hostConfig.RestartPolicy)
    this.#managers.set(container, manager)
    return manager
  }

  async #freeze(container: Container, action: 'pause' | 'resume'): Promise<void> {
    const machine = await this.#context.machine()
    const problem = await submitChecked(machine, freezeSteps(container, action))
    if (problem === undefined) return
    const word = action === 'pause' ? 'pause' : 'unpause'
    throw new EngineError(500, `Cannot ${word} container ${container.id}: ${problem}`)
  }

  async #submit(steps: Parameters<Machine['submit']>[0]) {
    return (await this.#context.machine()).submit(steps).done
  }
}

function cannotRemove(container: Container): string {
  const procedure = 'Stop the container before attempting removal or force remove'
  const whole = container.paused ? `Unpause and then ${procedure.toLowerCase()}` : procedure
  return `You cannot remove a ${container.status} container ${container.id}. ${whole}`
}

function notRunning({ id }: Container) {
  return conflict(`Container ${id} is not running`)
}
