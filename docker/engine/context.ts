import type { Machine } from '../machine/machine.ts'
import type { Lifecycle } from './containers/lifecycle.ts'
import type { ContainerStore } from './containers/store.ts'
import type { Events } from './events.ts'
import type { ExecStore } from './exec/store.ts'
import type { RandomBytes } from './ids.ts'
import type { PullContext } from './images/pull.ts'
import type { Networking } from './networks/networking.ts'
import type { NetworkStore } from './networks/store.ts'
import type { VolumeStore } from './volumes/store.ts'

/** What the routes work on. */
export interface EngineContext extends PullContext {
  containers: ContainerStore
  lifecycle: Lifecycle
  volumes: VolumeStore
  networks: NetworkStore
  networking: Networking
  execs: ExecStore
  events: Events
  /** The engine's own ID, by which `docker info` tells one from another. */
  engineId: string
  /** Starts the machine where it does not run. */
  machine: () => Promise<Machine>
  now: () => Date
  randomBytes: RandomBytes
}

/** What comes with a request besides itself: hono hands it to the routes. */
export interface Bindings {
  /** Input for `attach`, where the request cannot carry it as its body. */
  stdin?: ReadableStream<Uint8Array>
}

/** hono's environment of all routes. */
export interface Env {
  Bindings: Bindings
}
