/** What the trace of a build has come to. */

import type { TraceEvent } from '../../docker/host/index.ts'

type Told<Step extends TraceEvent['step']> = Extract<TraceEvent, { step: Step }>

/** A layer, and what it weighs. */
export interface BuiltLayer {
  /** Digest of its uncompressed tar. */
  diffId: string
  /** Bytes, unpacked, as `docker history` tells them. */
  size: number
}

/** What an instruction has made. */
export interface BuiltStep {
  /** Its place among all steps of the build, from 1. */
  number: number
  /** As the Dockerfile has it. */
  instruction: string
  /** The image that it led to. */
  imageId: string
  /** Whether an earlier build had made it. */
  cached: boolean
  /** Undefined where the instruction changed the configuration alone. */
  layer: BuiltLayer | undefined
}

/** A build, as far as it has come. */
export interface Build {
  /** How many steps it has; 0 where it did not come to the first. */
  steps: number
  /** The step it is at, or was at when it ended; undefined before the first. */
  at: Told<'build-step'> | undefined
  /** The container in which that step runs, once its file system is there. */
  container: string | undefined
  /** Which FROM this is, from 1. */
  stage: number
  /** What this stage begins with; undefined until that was found. */
  base: Told<'build-base'> | undefined
  /** What the instructions of this stage have made so far, in their order. */
  made: readonly BuiltStep[]
  /** The image, once all is done, and its names. */
  done: Told<'build-done'> | undefined
  /** Why it went no further. */
  failure: string | undefined
}

const NOTHING: Build = {
  ...{ steps: 0, at: undefined, container: undefined, stage: 0, base: undefined, made: [] },
  ...{ done: undefined, failure: undefined },
}

/**
 * Follows a trace from its first event on. Of several builds it is the last one; undefined where there was none.
 *
 * @param events oldest first; those since one press of a button
 */
export function replayBuild(events: readonly TraceEvent[]): Build | undefined {
  return events.reduce<Build | undefined>(next, undefined)
}

function next(build: Build | undefined, event: TraceEvent): Build | undefined {
  const isOver = !build || build.done !== undefined || build.failure !== undefined
  switch (event.step) {
    case 'build-step': {
      const now = isOver ? NOTHING : build
      return { ...now, steps: event.of, at: event, container: undefined }
    }
    case 'fail':
      // Pulls and containers say what they are of, and the build that fails with them says so itself.
      if (event.container !== undefined || event.image !== undefined) return build
      return { ...(isOver ? NOTHING : build), failure: event.message }
  }
  if (isOver) return build
  switch (event.step) {
    case 'build-base':
      return { ...build, base: event, stage: build.stage + 1, made: [] }
    case 'mount':
      return { ...build, container: event.container }
    case 'build-image':
      return { ...build, container: undefined, made: [...build.made, stepOf(build, event)] }
    case 'build-done':
      return { ...build, done: event }
    default:
      return build
  }
}

function stepOf({ at }: Build, { imageId, cached, diffId, size }: Told<'build-image'>): BuiltStep {
  const layer = diffId === undefined || size === undefined ? undefined : { diffId, size }
  return {
    ...{ number: at?.number ?? 0, instruction: at?.instruction ?? '' },
    ...{ imageId, cached, layer },
  }
}
