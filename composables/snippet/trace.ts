import * as v from 'valibot'
import type { TraceEvent } from '../../docker/host/index.ts'

const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/))
const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const number = v.pipe(v.number(), v.integer(), v.minValue(0))

/** The trace of a run as recordings keep it; `time` is in milliseconds from the press. */
export const RecordedTrace: v.GenericSchema<TraceEvent> = v.variant('step', [
  v.strictObject({
    step: v.literal('resolve'),
    time: number,
    image: v.string(),
    digest,
    manifest: digest,
    layers: v.array(v.strictObject({ digest, size: number })),
  }),
  v.strictObject({
    step: v.literal('present'),
    time: number,
    image: v.string(),
    digest,
    diffId: digest,
  }),
  v.strictObject({
    step: v.literal('verify'),
    time: number,
    image: v.string(),
    digest,
    size: number,
  }),
  v.strictObject({
    step: v.literal('unpack'),
    time: number,
    image: v.string(),
    digest,
    diffId: digest,
    folder: v.string(),
  }),
  v.strictObject({
    step: v.literal('create'),
    time: number,
    container: id,
    image: v.string(),
    imageId: digest,
    diffIds: v.array(digest),
  }),
  v.strictObject({
    step: v.literal('mount'),
    time: number,
    container: id,
    target: v.string(),
    lower: v.array(v.string()),
    upper: v.string(),
  }),
  v.strictObject({
    step: v.literal('namespaces'),
    time: number,
    container: id,
    pid: number,
    namespaces: v.array(v.strictObject({ type: v.string(), id: number, own: v.boolean() })),
  }),
  v.strictObject({
    step: v.literal('cgroup'),
    time: number,
    container: id,
    pid: number,
    path: v.string(),
    memory: v.string(),
    pids: v.string(),
    cpu: v.string(),
  }),
  v.strictObject({
    step: v.literal('process'),
    time: number,
    container: id,
    pid: number,
    inside: v.exactOptional(number),
    argv: v.exactOptional(v.array(v.string())),
  }),
  v.strictObject({ step: v.literal('exit'), time: number, container: id, exitCode: number }),
  v.strictObject({
    step: v.literal('build-step'),
    time: number,
    number,
    of: number,
    instruction: v.string(),
  }),
  v.strictObject({
    step: v.literal('build-base'),
    time: number,
    image: v.string(),
    imageId: v.exactOptional(digest),
    layers: v.array(v.strictObject({ diffId: digest, size: number })),
  }),
  v.strictObject({
    step: v.literal('build-image'),
    time: number,
    imageId: digest,
    cached: v.boolean(),
    diffId: v.exactOptional(digest),
    size: v.exactOptional(number),
  }),
  v.strictObject({
    step: v.literal('build-done'),
    time: number,
    imageId: digest,
    tags: v.array(v.string()),
  }),
  v.strictObject({
    step: v.literal('fail'),
    time: number,
    container: v.exactOptional(id),
    image: v.exactOptional(v.string()),
    message: v.string(),
  }),
])
