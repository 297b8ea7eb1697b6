import { deferred } from '../../machine/deferred.ts'
import type { Task } from '../../machine/machine.ts'
import { EngineError, messageOf } from '../errors.ts'
import { filesAtRest } from '../files/root.ts'
import { cgroupPath } from '../paths.ts'
import type { RunNetwork } from '../networks/networking.ts'
import type { Container } from './container.ts'
import type { LifecycleContext } from './lifecycle.ts'
import { prepareRun } from './prepare.ts'
import { oomSteps, runSteps } from './runtime.ts'
import { startFailure } from './start-failure.ts'
import { watchStart } from './watch-start.ts'

/** Exit code of a container whose machine went away under it. */
const EXIT_LOST = 255

/** Whom a runner tells. */
export interface RunListener {
  emit: (container: Container, action: string, attributes?: Record<string, string>) => void
  /** A run has ended, and its output has been delivered. */
  ended: (container: Container) => Promise<void>
}

/** Sees single runs of containers from their beginning to their end. */
export class Runner {
  readonly #context: LifecycleContext
  readonly #listener: RunListener

  constructor(context: LifecycleContext, listener: RunListener) {
    this.#context = context
    this.#listener = listener
  }

  /** Begins a run; resolves when the first process is about to run. @throws EngineError in dockerd's words. */
  async begin(container: Container): Promise<void> {
    const { networking } = this.#context
    const network = await networking.attach(container)
    try {
      await this.#begin(container, network)
    } catch (error) {
      networking.release(container)
      throw error
    }
  }

  async #begin(container: Container, network: RunNetwork): Promise<void> {
    const machine = await this.#context.machine()
    const input = {
      ...(await prepareRun(machine, container, this.#context.containers)),
      network,
    }
    await filesAtRest(container)
    container.cgroup = cgroupPath(container.id, container.hostConfig)
    const { trace } = this.#context
    const watch = trace.active ? watchStart(container, trace) : undefined
    const task = machine.submit(runSteps(container, input, watch), watch?.options)
    container.hasFolder = true
    container.task = task
    if (container.config.openStdin) container.input.connect(task.stdin)
    // What comes before the container is created is the runtime's complaint, which its log has too.
    if (!(await task.started)) {
      void Promise.allSettled([task.stdout.cancel(), task.stderr.cancel()])
      const { error, exitCode } = await failureOf(task, container)
      container.exitCode = exitCode
      this.#release(container)
      throw error
    }
    const pid = (await task.pid) ?? 0
    watch?.began(pid)
    Object.assign(container, {
      pid,
      running: true,
      paused: false,
      restarting: false,
      oomKilled: false,
      error: '',
      exitCode: 0,
      startedAt: this.#context.now(),
    })
    this.#volumeEvents(container, 'mount')
    this.#listener.emit(container, 'start')
    const streams = Promise.allSettled([
      container.output.pump('stdout', task.stdout),
      container.output.pump('stderr', task.stderr),
    ])
    void this.#finish(container, task, streams)
  }

  /** Tells those who wait that the container has ended. */
  settle(container: Container) {
    const { exit } = container
    container.exit = deferred()
    exit.resolve(container.lastExit)
  }

  /** Sees a run to its end. The folder of a container that removes itself went with the task. */
  async #finish(container: Container, task: Task, streams: Promise<unknown>) {
    const { exitCode, error, isLost } = await task.done.then(
      ({ exitCode = EXIT_LOST, failure }) => ({
        ...{ exitCode, error: failure?.message ?? '', isLost: false },
      }),
      (reason: unknown) => ({ exitCode: EXIT_LOST, error: messageOf(reason), isLost: true }),
    )
    // Clients get all the output before they learn that the container has ended.
    await streams
    container.exitCode = exitCode
    container.error = error
    container.oomKilled = !isLost && (await this.#wasOomKilled(container))
    if (container.oomKilled) this.#listener.emit(container, 'oom')
    container.paused = false
    container.finishedAt = this.#context.now()
    this.#release(container)
    this.#context.trace.emit({ step: 'exit', container: container.id, exitCode })
    this.#volumeEvents(container, 'unmount')
    await this.#listener.ended(container)
  }

  /** Whether the memory limit killed one of the container's processes. */
  async #wasOomKilled(container: Container): Promise<boolean> {
    if (!container.cgroup.endsWith(`${container.id}/${container.id}`)) return false
    try {
      const machine = await this.#context.machine()
      const { output } = await machine.submit(oomSteps(container)).done
      return /^oom_kill [1-9]/m.test(new TextDecoder().decode(output[0]))
    } catch {
      // The machine has gone, and what it knew with it.
      return false
    }
  }

  #release(container: Container) {
    container.task = undefined
    container.pid = 0
    container.output.close()
    container.input.reset()
  }

  #volumeEvents({ id, mounts }: Container, action: 'mount' | 'unmount') {
    for (const { volume, destination, writable, propagation } of mounts) {
      if (!volume) continue
      this.#context.events.emit('volume', action, volume.name, {
        driver: volume.driver,
        container: id,
        ...(action === 'mount' ? { destination, 'read/write': String(writable), propagation } : {}),
      })
    }
  }
}

async function failureOf(task: Task, container: Container) {
  try {
    return startFailure(await task.done, container)
  } catch (reason) {
    return { error: new EngineError(500, messageOf(reason)), exitCode: EXIT_LOST }
  }
}
