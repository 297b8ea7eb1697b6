/** What the trace of a start has come to. */

import type { Namespace, TraceEvent } from '../../docker/host/index.ts'

/** The steps of `docker run`, in their order. */
export const START_STEPS = [
  'pull',
  'verify',
  'stack',
  'writable',
  'namespaces',
  'cgroup',
  'process',
] as const

/** One step of `docker run`. */
export type StartStep = (typeof START_STEPS)[number]

/** How far a step is: `skipped` needed no doing, `failed` is the one at which it ended. */
export type StepState = 'waiting' | 'underway' | 'done' | 'skipped' | 'failed'

/** A layer of the image that is started. */
export interface StartLayer {
  /** Digest of the compressed layer; undefined where it was here before. */
  digest: string | undefined
  /** Digest of its uncompressed tar; undefined until it was computed. */
  diffId: string | undefined
  /** Bytes to download; undefined where it was here before. */
  size: number | undefined
  /** Its bytes have the digest. */
  verified: boolean
  /** It is unpacked on the machine. */
  unpacked: boolean
}

type Told<Step extends TraceEvent['step']> = Extract<TraceEvent, { step: Step }>

/** A start, as far as it has come. */
export interface Start {
  states: Readonly<Record<StartStep, StepState>>
  /** When each step was seen done, in the trace's own time. */
  times: Readonly<Partial<Record<StartStep, number>>>
  /** Bottom first. */
  layers: readonly StartLayer[]
  resolve: Told<'resolve'> | undefined
  create: Told<'create'> | undefined
  mount: Told<'mount'> | undefined
  namespaces: readonly Namespace[]
  cgroup: Told<'cgroup'> | undefined
  process: Told<'process'> | undefined
  exitCode: number | undefined
  /** Why it went no further. */
  failure: string | undefined
}

/**
 * Follows a trace from its first event on. Of several containers it is the last one's start.
 *
 * @param events oldest first; those since one press of a button
 */
export function replayStart(events: readonly TraceEvent[]): Start {
  const last = <Step extends TraceEvent['step']>(step: Step, container?: string) =>
    events.findLast(
      (event): event is Told<Step> =>
        event.step === step &&
        (container === undefined || !('container' in event) || event.container === container),
    )
  const create = last('create')
  const resolve = last('resolve')
  const id = create?.container
  const mount = id === undefined ? undefined : last('mount', id)
  const namespaces = id === undefined ? undefined : last('namespaces', id)
  const cgroup = id === undefined ? undefined : last('cgroup', id)
  const process = id === undefined ? undefined : last('process', id)
  const failure = last('fail')
  const layers = layersOf(events, resolve, create)

  const pulled = create !== undefined || (layers.length > 0 && layers.every((it) => it.verified))
  const unpacked = create !== undefined || (layers.length > 0 && layers.every((it) => it.unpacked))
  const done: Record<StartStep, boolean> = {
    pull: pulled,
    verify: unpacked,
    stack: mount !== undefined,
    writable: mount !== undefined,
    namespaces: namespaces !== undefined,
    cgroup: cgroup !== undefined,
    process: process !== undefined,
  }
  const skipped = create !== undefined && resolve === undefined
  const record: Record<StartStep, StepState> = {
    pull: 'waiting',
    verify: 'waiting',
    stack: 'waiting',
    writable: 'waiting',
    namespaces: 'waiting',
    cgroup: 'waiting',
    process: 'waiting',
  }
  for (const step of START_STEPS) {
    if (!done[step]) continue
    record[step] = skipped && (step === 'pull' || step === 'verify') ? 'skipped' : 'done'
  }
  // What a process that ended at once was in nobody has seen.
  const next = process ? undefined : START_STEPS.find((step) => !done[step])
  if (next && failure) record[next] = 'failed'
  else if (next && events.length > 0) record[next] = 'underway'

  const times: Partial<Record<StartStep, number>> = {}
  const at = (step: StartStep, event: TraceEvent | undefined) => {
    if (record[step] === 'done' && event) times[step] = event.time
  }
  at('pull', last('verify') ?? last('present') ?? resolve)
  at('verify', last('unpack') ?? last('present') ?? resolve)
  at('stack', mount)
  at('writable', mount)
  at('namespaces', namespaces)
  at('cgroup', cgroup)
  at('process', process)
  return {
    ...{ states: record, times, layers, resolve, create, mount, cgroup, process },
    namespaces: namespaces?.namespaces ?? [],
    exitCode: id === undefined ? undefined : last('exit', id)?.exitCode,
    failure: failure?.message,
  }
}

function layersOf(
  events: readonly TraceEvent[],
  resolve: Told<'resolve'> | undefined,
  create: Told<'create'> | undefined,
): StartLayer[] {
  if (!resolve) {
    return (create?.diffIds ?? []).map((diffId) => ({
      ...{ digest: undefined, diffId, size: undefined, verified: true, unpacked: true },
    }))
  }
  return resolve.layers.map(({ digest, size }) => {
    const told = events.filter((event) => 'digest' in event && event.digest === digest)
    const here = told.find((event) => event.step === 'present')
    const unpack = told.find((event) => event.step === 'unpack')
    return {
      ...{ digest, size, diffId: unpack?.diffId ?? here?.diffId },
      verified: here !== undefined || told.some(({ step }) => step === 'verify'),
      unpacked: here !== undefined || unpack !== undefined,
    }
  })
}
