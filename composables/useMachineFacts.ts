import * as v from 'valibot'
import { shallowRef, type ShallowRef } from 'vue'

const schema = v.object({
  snapshot: v.object({ size: v.number() }),
  memory: v.number(),
  kernelVersion: v.pipe(v.string(), v.nonEmpty()),
  boot: v.optional(v.object({ milliseconds: v.number(), measuredAt: v.string() })),
})

/** What set-up wrote down about the Linux machine that the deck is served with. */
export interface MachineFacts {
  /** Bytes of the snapshot to download: kernel, programs and memory, compressed. */
  size: number
  /** Bytes of memory that the machine has. */
  memory: number
  /** `uname -r`. */
  kernelVersion: string
  /** How long it took to boot at set-up, and on which day; undefined where nobody measured it. */
  boot: { milliseconds: number; measuredAt: string } | undefined
}

/** What is known of the machine so far. */
export type MachineFactsState =
  | { status: 'loading' }
  | { status: 'ready'; facts: MachineFacts }
  | { status: 'missing'; message: string }

let state: ShallowRef<MachineFactsState> | undefined

/** Reads the machine's manifest, once for all components. It starts nothing. */
export function useMachineFacts(): Readonly<ShallowRef<MachineFactsState>> {
  if (state) return state
  const made = shallowRef<MachineFactsState>({ status: 'loading' })
  load().then(
    (facts) => (made.value = { status: 'ready', facts }),
    () => {
      const message = 'The machine is not here yet: npm run setup builds it.'
      made.value = { status: 'missing', message }
      state = undefined
    },
  )
  return (state = made)
}

async function load(): Promise<MachineFacts> {
  const response = await fetch(`${import.meta.env.BASE_URL}machine/machine.json`)
  if (!response.ok) throw new Error(`machine.json: ${response.status}`)
  const { snapshot, memory, kernelVersion, boot } = v.parse(schema, await response.json())
  return { size: snapshot.size, memory, kernelVersion, boot }
}
