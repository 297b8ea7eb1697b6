/** Output of a snippet, recorded from the real machine. */

import * as v from 'valibot'
import { RecordedTrace } from './trace.ts'

/** The content of `snippets/recorded/<name>.json`. */
export const Recording = v.strictObject({
  /** The snippet's text when it was recorded. */
  script: v.string(),
  /** The day of the recording, UTC. */
  recordedAt: v.pipe(v.string(), v.isoDate()),
  /** What the recording was made with: names and versions, e.g. `Linux`: `6.1.0-39-686`. */
  versions: v.record(v.string(), v.string()),
  /** Exit code of the last command. */
  exitCode: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)),
  /** What the script wrote, in order; `command` are the commands of a script that has several, where they began. */
  output: v.array(
    v.strictObject({ stream: v.picklist(['stdout', 'stderr', 'command']), text: v.string() }),
  ),
  /** What happened in the engine meanwhile, in the shape of `GET /events`, less what it says twice. */
  events: v.array(
    v.strictObject({
      Type: v.picklist(['container', 'image', 'volume', 'network']),
      Action: v.string(),
      Actor: v.strictObject({ ID: v.string(), Attributes: v.record(v.string(), v.string()) }),
      timeNano: v.number(),
    }),
  ),
  /** How its starts and builds went, on a machine that was up already; only of snippets of which a figure draws them. */
  trace: v.exactOptional(v.array(RecordedTrace)),
})

/** Output of a snippet, recorded from the real machine. */
export type Recording = v.InferOutput<typeof Recording>
