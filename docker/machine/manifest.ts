import * as v from 'valibot'

const filled = v.pipe(v.string(), v.nonEmpty())
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

/** `machine.json`: what the browser needs to fetch and start the machine that set-up built. */
export const MachineManifest = v.object({
  /** Version of v86 that the snapshot belongs to. */
  emulator: filled,
  snapshot: v.object({
    /** Name of the file beside this manifest. */
    file: filled,
    /** Bytes. */
    size: v.number(),
    sha256,
  }),
  /** Bytes of memory the machine has. */
  memory: v.number(),
  /** Which kernel it runs: Debian's own, or the small one built from Debian's source. */
  kernel: v.picklist(['stock', 'slim']),
  /** `uname -r`. */
  kernelVersion: filled,
  /** Debian's version of crun. */
  crunVersion: filled,
  /** How long the machine's boot took at set-up, by the clock or, if less, in processor time; undefined where nobody measured it. */
  boot: v.optional(
    v.object({
      milliseconds: v.pipe(v.number(), v.minValue(0)),
      /** The day, UTC. */
      measuredAt: v.pipe(v.string(), v.isoDate()),
    }),
  ),
})

/** See the schema of the same name. */
export type MachineManifest = v.InferOutput<typeof MachineManifest>
