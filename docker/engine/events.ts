import { sortedMap } from './go/json-text.ts'

/** The kinds of objects that events are about. */
export type EventType = 'container' | 'image' | 'volume' | 'network'

/** What happened to what, in the shape of `GET /events` (API v1.41), its fields in the order in which dockerd has them. */
export interface EngineEvent {
  /** The older names of Action, Actor.ID and the image, which clients still read; containers and images have them. */
  status?: string
  id?: string
  from?: string
  /** The kind of object. */
  Type: EventType
  /** What happened: `create`, `start`, `die`, `pull` and so on. */
  Action: string
  Actor: { ID: string; Attributes: Record<string, string> }
  scope: 'local'
  /** Seconds since 1970. */
  time: number
  /** Nanoseconds since 1970, as precise as the clock and a JSON number are. */
  timeNano: number
}

/** How many past events are kept for `since`; dockerd keeps as many. */
const KEPT = 256

/** The engine's one stream of events. */
export class Events {
  readonly #past: EngineEvent[] = []
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size
  }

  /** Tells everyone who listens. */
  emit(type: EventType, action: string, id: string, attributes: Record<string, string>) {
    const milliseconds = this.#now().getTime()
    const older = type === 'container' || type === 'image' ? { status: action, id } : {}
    const image = type === 'container' ? attributes['image'] : undefined
    const event: EngineEvent = {
      ...older,
      ...(image ? { from: image } : {}),
      Type: type,
      Action: action,
      Actor: { ID: id, Attributes: sortedMap(attributes) },
      scope: 'local',
      time: Math.floor(milliseconds / 1000),
      timeNano: milliseconds * 1_000_000,
    }
    this.#past.push(event)
    if (this.#past.length > KEPT) this.#past.shift()
    for (const listener of this.#listeners) listener(event)
  }

  /** The events that are still kept, oldest first. */
  past(): readonly EngineEvent[] {
    return this.#past
  }

  /** Calls `listener` for every event from now on. Returns the way to stop. */
  listen(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
