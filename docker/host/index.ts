/** Docker for the page: a worker that is made on the first run, and watched. */

import { dialOver } from './dial.ts'
import {
  ConnectionRefused,
  DockerUnavailable,
  type Connection,
  type Docker,
  type DockerEvent,
  type MachineState,
  type ScriptOutput,
  type TerminalOutput,
  type TraceEvent,
} from './door.ts'
import {
  connect,
  transferable,
  type PageFunctions,
  type RunOutcome,
  type WorkerFunctions,
} from './rpc.ts'
import { fetchOver } from './web/fetch.ts'
import workerUrl from './worker.ts?worker&url'

export * from './door.ts'

/** How long the machine may load without any progress, in milliseconds. */
const START_LIMIT = 30_000
/** How long a run may take to end after Stop, before its machine is ended. */
const STOP_LIMIT = 5_000
const STOPPED = 130

interface Run {
  output?: ScriptOutput
  terminal?: TerminalOutput
  settle(result: number | DockerUnavailable): void
}

/**
 * Opens Docker; nothing is loaded and no worker is made before the first run.
 *
 * @param options.baseUrl where the site's files are: `machine/` and `v2/` lie under it. May be relative to the page.
 */
export function openDocker(options: { baseUrl: string }): Docker {
  const baseUrl = new URL(options.baseUrl, document.baseURI).href
  const listeners = new Set<(state: MachineState) => void>()
  const eventListeners = new Set<(event: DockerEvent) => void>()
  const traceListeners = new Set<(event: TraceEvent) => void>()
  const runs = new Map<number, Run>()
  let state: MachineState = { state: 'off' }
  let nextId = 1
  let worker: Worker | undefined
  let remote: ReturnType<typeof start> | undefined
  let watchdog: ReturnType<typeof setTimeout> | undefined

  function setState(next: MachineState): void {
    state = next
    watch()
    for (const listener of listeners) listener(next)
  }

  function watch(): void {
    clearTimeout(watchdog)
    if (state.state !== 'loading') return
    watchdog = setTimeout(
      () =>
        fail(
          new DockerUnavailable(
            `The Linux machine did not start within ${START_LIMIT / 1000} seconds. Restart it, or close other heavy tabs first.`,
            'restart',
          ),
        ),
      START_LIMIT,
    )
  }

  /** Ends the worker and settles every run with the result. */
  function end(result: number | DockerUnavailable): void {
    worker?.terminate()
    worker = remote = undefined
    for (const run of [...runs.values()]) run.settle(result)
  }

  function fail(error: DockerUnavailable): void {
    end(error)
    setState({ state: 'failed', message: error.message, remedy: error.remedy })
  }

  function start() {
    const made = new Worker(addressOf(workerUrl), { type: 'module', name: 'docker' })
    worker = made
    made.addEventListener('error', (event) => {
      event.preventDefault()
      if (worker !== made) return
      const reason = event.message || 'its program could not be loaded'
      fail(new DockerUnavailable(`The Linux machine's worker failed: ${reason}.`, 'restart'))
    })
    const local: PageFunctions = {
      output: async (id, stream, bytes) => runs.get(id)?.output?.[stream](bytes),
      print: async (id, bytes) => runs.get(id)?.terminal?.print(bytes),
      command: async (id, text) => runs.get(id)?.output?.command?.(text),
      progress(id, progress) {
        watch()
        const run = runs.get(id)
        const output = run?.output ?? run?.terminal
        output?.progress?.(progress)
      },
      state(next) {
        if (worker !== made) return
        if (next.state === 'failed' && next.remedy === 'restart')
          fail(new DockerUnavailable(next.message, next.remedy))
        else setState(next)
      },
      event(event) {
        if (worker === made) for (const listener of eventListeners) listener(event)
      },
      trace(event) {
        if (worker === made) for (const listener of traceListeners) listener(event)
      },
    }
    const rpc = connect<WorkerFunctions, PageFunctions>(made, local)
    void rpc.open.asEvent(baseUrl)
    if (traceListeners.size > 0) void rpc.trace.asEvent(true)
    return rpc
  }

  async function dial(hostPort: number): Promise<Connection> {
    if (remote) return dialOver(remote, hostPort)
    throw new ConnectionRefused(`no container has published port ${hostPort}`)
  }

  function remoteNow() {
    if (!remote) {
      setState({ state: 'loading' })
      remote = start()
    }
    return remote
  }

  /** Settles with what the worker says of it, or with the worker's own end. */
  function track(
    run: Omit<Run, 'settle'>,
    begin: (id: number) => Promise<RunOutcome>,
    ended: () => void,
  ): Promise<number> {
    return new Promise<number>((resolve, reject) => {
      const id = nextId++
      const settle = (result: number | DockerUnavailable) => {
        if (!runs.delete(id)) return
        ended()
        if (typeof result === 'number') resolve(result)
        else reject(result)
      }
      runs.set(id, { ...run, settle })
      begin(id).then(
        (outcome) => {
          if ('exitCode' in outcome) return settle(outcome.exitCode)
          const { message, remedy } = outcome.unavailable
          settle(new DockerUnavailable(message, remedy))
        },
        (cause: unknown) => settle(new DockerUnavailable(String(cause), 'restart', { cause })),
      )
    })
  }

  return {
    run(script, output, { signal, folder } = {}) {
      const obstacle = findObstacle()
      if (obstacle) return Promise.reject(obstacle)
      if (signal?.aborted) return Promise.resolve(STOPPED)
      let stopLimit: ReturnType<typeof setTimeout> | undefined
      let stop = () => undefined
      const onAbort = () => stop()
      signal?.addEventListener('abort', onAbort)
      return track(
        { output },
        (id) => {
          stop = () => {
            void remote?.stop.asEvent(id)
            stopLimit = setTimeout(() => {
              end(STOPPED)
              setState({ state: 'off' })
            }, STOP_LIMIT)
          }
          return remoteNow().run(id, script, folder)
        },
        () => {
          clearTimeout(stopLimit)
          signal?.removeEventListener('abort', onAbort)
        },
      )
    },
    openTerminal(options, terminal) {
      const obstacle = findObstacle()
      let opened = 0
      const done = obstacle
        ? Promise.reject(obstacle)
        : track(
            { terminal },
            (id) => {
              opened = id
              return remoteNow().openTerminal(id, options)
            },
            () => (opened = 0),
          )
      return {
        done,
        type: async (bytes) => {
          if (opened) await remote?.type(opened, transferable(bytes))
        },
        resize: (size) => void remote?.resizeTerminal.asEvent(opened, size),
        close: () => void remote?.closeTerminal.asEvent(opened),
      }
    },
    complete: (line) => remote?.complete(line) ?? Promise.resolve({ word: '', words: [] }),
    connect: dial,
    fetch: async (hostPort, request, cookies) => fetchOver(await dial(hostPort), request, cookies),
    reset() {
      end(new DockerUnavailable('The machine was restarted while this ran.', 'retry'))
      setState({ state: 'off' })
      return Promise.resolve()
    },
    onState(listener) {
      listeners.add(listener)
      listener(state)
      return () => listeners.delete(listener)
    },
    onEvent(listener) {
      eventListeners.add(listener)
      return () => eventListeners.delete(listener)
    },
    onTrace(listener) {
      traceListeners.add(listener)
      if (traceListeners.size === 1) void remote?.trace.asEvent(true)
      return () => {
        if (traceListeners.delete(listener) && traceListeners.size === 0)
          void remote?.trace.asEvent(false)
      }
    },
  }
}

/** Why this browser cannot run the machine at all, if it cannot. */
function findObstacle(): DockerUnavailable | undefined {
  const missing = [
    typeof WebAssembly === 'undefined' && 'WebAssembly',
    typeof Worker === 'undefined' && 'Web Workers',
    !globalThis.isSecureContext &&
      'a secure context (https, or localhost), which it checks digests with',
  ].filter((name) => name !== false)
  if (missing.length === 0) return undefined
  return new DockerUnavailable(
    `This browser page has no ${missing.join(' and no ')}, so the Linux machine cannot run here.`,
    'none',
  )
}

/** v86 looks for this word in the worker's address, and then takes turns with `scheduler.postTask` instead of a nested worker. */
function addressOf(url: string): string {
  if (!('scheduler' in globalThis)) return url
  return `${url}${url.includes('?') ? '&' : '?'}use-scheduling-api`
}
