import * as v from 'valibot'
import written from './tools.json'

/** Programs that take the deck's images as they are, written by `tests/machine/tools.test.ts`. */
export const ProvenTools = v.object({
  /** The day on which the test last wrote this down, UTC. */
  provenOn: v.pipe(v.string(), v.isoDate()),
  tools: v.array(
    v.object({
      name: v.picklist(['docker', 'podman', 'skopeo', 'umoci']),
      /** What it called itself that day. */
      version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/)),
    }),
  ),
})

/** See the schema of the same name. */
export type ProvenTools = v.InferOutput<typeof ProvenTools>

/** What the test has proven. */
export const PROVEN = v.parse(ProvenTools, written)
