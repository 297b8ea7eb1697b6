/** What starts and builds consist of, told with its evidence while it happens: finer than the events of Docker's API. */

/** A layer as a manifest lists it. */
export interface ListedLayer {
  /** Digest of the compressed layer. */
  digest: string
  /** Bytes to download (compressed). */
  size: number
}

/** A layer of an image that is here. */
export interface StackedLayer {
  /** Digest of its uncompressed tar. */
  diffId: string
  /** Its size in bytes, as `docker history` tells it. */
  size: number
}

/** A namespace of a process, as `/proc/PID/ns` names it. */
export interface Namespace {
  /** Such as `net`. */
  type: string
  /** Its inode number, by which the kernel tells it from others. */
  id: number
  /** Whether it is another than the machine's own. */
  own: boolean
}

/** One thing that was seen done, with what shows it. */
export type TraceStep =
  /** A name was resolved to digests: of what the tag names and of the manifest for this machine. */
  | { step: 'resolve'; image: string; digest: string; manifest: string; layers: ListedLayer[] }
  /** A layer of an image that is being pulled is here already. */
  | { step: 'present'; image: string; digest: string; diffId: string }
  /** A layer was downloaded, and its bytes have the digest that the manifest says. */
  | { step: 'verify'; image: string; digest: string; size: number }
  /** A layer was decompressed, its tar has the diff ID that the config says, and it was unpacked into a folder. */
  | { step: 'unpack'; image: string; digest: string; diffId: string; folder: string }
  /** A container was created from an image that is here; its layers are bottom first. */
  | { step: 'create'; container: string; image: string; imageId: string; diffIds: string[] }
  /** The kernel's table of mounts has the container's root: overlayfs' lower folders, topmost first, and its upper one. */
  | { step: 'mount'; container: string; target: string; lower: string[]; upper: string }
  /** The namespaces that the container's first process is in. */
  | { step: 'namespaces'; container: string; pid: number; namespaces: Namespace[] }
  /** The control group that it is in, and that group's limits as its files say (`max`: none). */
  | {
      step: 'cgroup'
      container: string
      pid: number
      path: string
      memory: string
      pids: string
      cpu: string
    }
  /**
   * The container's first process: its ids on the machine and inside of the container, and its command line where it
   * was its own program already. Of one that had ended before it could be looked at only the first is known.
   */
  | { step: 'process'; container: string; pid: number; inside?: number; argv?: string[] }
  /** The first process has ended. */
  | { step: 'exit'; container: string; exitCode: number }
  /** A build comes to an instruction: the `number`th of all its steps. */
  | { step: 'build-step'; number: number; of: number; instruction: string }
  /** `FROM` has found what the stage begins with: an image, an earlier stage, or nothing (`scratch`); its layers are bottom first. */
  | { step: 'build-base'; image: string; imageId?: string; layers: StackedLayer[] }
  /**
   * An instruction has made an image, or found one that an earlier build made of the same; with a layer of its own,
   * where it wrote anything: `size` is the layer's in bytes.
   */
  | { step: 'build-image'; imageId: string; cached: boolean; diffId?: string; size?: number }
  /** A build has come to its end, and its image has these names. */
  | { step: 'build-done'; imageId: string; tags: string[] }
  /** A pull, a start or a build went no further. */
  | { step: 'fail'; container?: string; image?: string; message: string }

/** A {@link TraceStep}, and when it was seen: milliseconds since 1970. */
export type TraceEvent = TraceStep & { time: number }

/** Tells whoever listens how pulls, starts and builds go. Where nobody does, nothing is found out for it. */
export class Trace {
  readonly #listeners = new Set<(event: TraceEvent) => void>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /** Whether anybody listens. */
  get active(): boolean {
    return this.#listeners.size > 0
  }

  /** Tells everyone who listens. */
  emit(step: TraceStep) {
    if (!this.active) return
    const event = { ...step, time: this.#now().getTime() }
    for (const listener of this.#listeners) listener(event)
  }

  /** Calls `listener` for every step from now on. Returns the way to stop. */
  listen(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
