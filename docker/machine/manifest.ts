import * as v from 'valibot'

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

/** `machine.json`: what the browser needs to fetch and start the machine that set-up built. */
export const MachineManifest = v.object({
  /** Version of v86 that the snapshot belongs to. */
  emulator: v.string(),
  snapshot: v.object({
    /** Name of the file beside this manifest. */
    file: v.string(),
    /** Bytes. */
    size: v.number(),
    sha256,
  }),
  /** Bytes of memory the machine has. */
  memory: v.number(),
  /** Which kernel it runs: Debian's own, or the small one built from Debian's source. */
  kernel: v.picklist(['stock', 'slim']),
  /** `uname -r`. */
  kernelVersion: v.string(),
  crunVersion: v.string(),
})

/** See the schema of the same name. */
export type MachineManifest = v.InferOutput<typeof MachineManifest>
