import type { Machine } from '../../machine/machine.ts'
import type { Container } from '../containers/container.ts'
import { statsLine } from './json.ts'
import { pause } from './pause.ts'
import { readSample, type Sample } from './read.ts'

/** Milliseconds from one sample to the next. */
const INTERVAL = 1000

/** The same where one line is all: dockerd's client takes a container for hung after two seconds. */
const SHORT_INTERVAL = 500

/** How many lines are wanted. */
export interface StatsOptions {
  /** Whether they go on until the client leaves, or the container is removed. */
  stream: boolean
  /** Whether the only line needs no sample before it. */
  oneShot: boolean
}

/**
 * A container's statistics, a line a second. One that does not run has lines too, with nothing in them.
 */
export function statsStream(
  machine: () => Promise<Machine>,
  container: Container,
  now: () => Date,
  { stream, oneShot }: StatsOptions,
): ReadableStream<Uint8Array> {
  let before: Sample | undefined
  let isFirst = true
  let isOver = false
  const waiting = new AbortController()
  const end = () => {
    isOver = true
    waiting.abort()
  }
  void container.removed.promise.then(end)

  const next = async (): Promise<Uint8Array> => {
    if (!isFirst) await pause(stream ? INTERVAL : SHORT_INTERVAL, waiting.signal)
    isFirst = false
    const isRunning = container.running && !container.restarting
    const linux = isRunning ? await machine() : undefined
    const pid = container.hostConfig.NetworkMode === 'host' ? undefined : container.pid
    const sample = linux && (await readSample(linux, { cgroup: container.cgroup, pid }, now))
    const owner = { id: container.id, name: `/${container.name}` }
    const line = statsLine(owner, sample, before, linux?.info.memory ?? 0)
    before = sample
    return line
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // A single line is compared with a sample before it, so that it tells of now and not of the whole run.
        if (!stream && !oneShot && container.running && isFirst) await next()
        const line = await next()
        if (!isOver) controller.enqueue(line)
        if (isOver || !stream) controller.close()
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  )
}
