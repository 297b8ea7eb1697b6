/** Machine, registry, engine and command line, put together. */

import { complete, type Completion } from '../cli/complete.ts'
import { runDocker } from '../cli/docker.ts'
import { createEngine, type Engine, type PortListener } from '../engine/index.ts'
import type { Machine, TerminalSize } from '../machine/machine.ts'
import { MachineUnavailable } from '../machine/start.ts'
import { createRegistryClient } from '../registry/client.ts'
import type { Fetch } from '../registry/download.ts'
import {
  DockerUnavailable,
  type DockerEvent,
  type LoadProgress,
  type MachineState,
  type ScriptOutput,
} from './door.ts'
import { sumLayers } from './layerProgress.ts'
import { createShells } from './shell/shells.ts'
import type { ShellTerminal } from './shell/terminal.ts'

/** What a session is made of. */
export interface SessionOptions {
  /** Absolute address under which the registry's `v2/` lies. */
  baseUrl: string
  /** Reads the registry's files; the global `fetch` where not given. */
  fetch?: Fetch
  /** Starts a machine, telling the bytes of its snapshot so far and in all. */
  startMachine(onProgress: (loaded: number, total: number) => void): Promise<Machine>
  /** Makes what listens on the ports that containers publish, with the way to connect to them. */
  listen?(connect: Engine['connect']): PortListener
  /** Told of every change of the machine's state. */
  onState?(state: MachineState): void
  /** Told of every event of the engine. */
  onEvent?(event: DockerEvent): void
}

/** One engine with one machine. */
export interface Session {
  /** The engine itself, for those who serve it to other clients. */
  readonly engine: Engine
  /**
   * Runs a script in the machine's shell; the machine starts with the first one. Resolves with the exit code of its last
   * command, 130 where `signal` stopped it.
   * @param folder where the script is run, in root's home; scripts of one folder share its files
   * @throws {@link DockerUnavailable} where the machine cannot be started; the next run tries again.
   */
  run(
    script: string,
    output: ScriptOutput,
    options?: { signal?: AbortSignal | undefined; folder?: string | undefined },
  ): Promise<number>
  /**
   * Opens a shell on a terminal; the machine starts where it is not running.
   * @throws {@link DockerUnavailable} where it cannot be started
   */
  terminal(
    options: TerminalSize & { folder?: string | undefined },
    watcher?: Pick<ScriptOutput, 'progress'>,
  ): Promise<ShellTerminal>
  /** Finds out how a docker command line may go on. */
  complete(line: string): Promise<Completion>
  /** Runs one docker command, given as its words without `docker`, without a shell in the machine. */
  command(argv: string[], output: ScriptOutput, signal?: AbortSignal): Promise<number>
  /** Ends the machine. */
  close(): Promise<void>
}

/** Opens a session; nothing is started or fetched before the first run. */
export function createSession(options: SessionOptions): Session {
  const { baseUrl, startMachine, onState, onEvent } = options
  const watchers = new Set<(progress: LoadProgress) => void>()
  const report = (progress: LoadProgress) => watchers.forEach((watch) => watch(progress))
  let machine: Promise<Machine> | undefined
  let closed = false

  const engine: Engine = createEngine({
    machine: () => getMachine(),
    registry: createRegistryClient({ baseUrl, ...(options.fetch && { fetch: options.fetch }) }),
    onProgress: sumLayers(report),
    ...(options.listen && { ports: options.listen((port) => engine.connect(port)) }),
  })
  if (onEvent) engine.onEvent(onEvent)
  const shells = createShells((request, stdin) => engine.fetch(request, stdin))

  function getMachine(): Promise<Machine> {
    machine ??= start()
    return machine
  }

  async function start(): Promise<Machine> {
    onState?.({ state: 'loading' })
    try {
      const started = await startMachine((loaded, total) =>
        report({ phase: 'machine', label: 'Linux machine', loaded, total }),
      )
      started.onCall((call) => shells.answer(started, call))
      onState?.({ state: 'ready' })
      void started.ended.then(({ message }) => lose(message))
      return started
    } catch (cause) {
      machine = undefined
      const error = unavailable(cause)
      onState?.({ state: 'failed', message: error.message, remedy: error.remedy })
      throw error
    }
  }

  /** What the engine knows of is gone with the machine: only a new session can go on. */
  function lose(reason: string): void {
    if (closed) return
    onState?.({
      state: 'failed',
      message: `${reason[0]?.toUpperCase()}${reason.slice(1)}. Restart it: its containers and images are gone.`,
      remedy: 'restart',
    })
  }

  /** Tells the output of what is loaded meanwhile. */
  async function watched<T>(
    output: Pick<ScriptOutput, 'progress'>,
    work: () => Promise<T>,
  ): Promise<T> {
    const watch = (progress: LoadProgress) => output.progress?.(progress)
    watchers.add(watch)
    try {
      return await work()
    } finally {
      watchers.delete(watch)
    }
  }

  async function runDirectly(argv: string[], output: ScriptOutput, signal?: AbortSignal) {
    const given = new AbortController()
    const signals = signal ? [given.signal, signal] : [given.signal]
    // The machine loads while the first image is being fetched; where it fails, nothing else matters.
    const failed = getMachine().then(
      () => new Promise<never>(() => undefined),
      (error: unknown) => {
        given.abort()
        throw error
      },
    )
    const ended = runDocker(argv, {
      transport: (request, stdin) => engine.fetch(request, stdin),
      stdout: (bytes) => output.stdout(bytes),
      stderr: (bytes) => output.stderr(bytes),
      signal: AbortSignal.any(signals),
    })
    return await Promise.race([failed, ended])
  }

  return {
    engine,
    run: (script, output, options = {}) =>
      watched(output, async () => shells.run(await getMachine(), script, output, options)),
    complete: (line) => complete(line, (request) => engine.fetch(request)),
    terminal: (options, watcher = {}) =>
      watched(watcher, async () => shells.open(await getMachine(), options)),
    command: (argv, output, signal) => watched(output, () => runDirectly(argv, output, signal)),
    async close() {
      closed = true
      const running = await machine?.catch(() => undefined)
      machine = undefined
      await running?.stop()
    },
  }
}

function unavailable(cause: unknown): DockerUnavailable {
  if (cause instanceof MachineUnavailable)
    return new DockerUnavailable(cause.message, cause.remedy, { cause })
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new DockerUnavailable(`The Linux machine could not be started: ${reason}.`, 'restart', {
    cause,
  })
}
