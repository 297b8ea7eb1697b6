/** What Docker's events say about containers. */

import type { Recording } from '../snippet/recording.ts'

/** An event as components need it; live ones and recorded ones are alike. */
export type ShownEvent = Recording['events'][number]

/** Docker's own names of the states; `removed` is none of them: the container is gone. */
export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'removed'

/** A container, as far as events tell. */
export interface ContainerView {
  /** Its id, 64 hexadecimal digits. */
  id: string
  name: string
  /** The image's name as it was given to `docker run`. */
  image: string
  state: ContainerState
  /** Exit code of its first process; undefined while it has not ended. */
  exitCode: number | undefined
}

/** What an action makes of a container; actions that are not here change nothing that is shown. */
const STATES: Readonly<Record<string, ContainerState>> = {
  create: 'created',
  start: 'running',
  unpause: 'running',
  pause: 'paused',
  die: 'exited',
  destroy: 'removed',
}

/**
 * Follows events from the first one on. Containers come in the order in which they were created,
 * and removed ones stay in it, with the state `removed`.
 *
 * @param events all events of an engine, oldest first
 */
export function replayContainers(events: readonly ShownEvent[]): ContainerView[] {
  const containers = new Map<string, ContainerView>()
  for (const { Type, Action, Actor } of events) {
    if (Type !== 'container') continue
    const { name = '', image = '', exitCode } = Actor.Attributes
    const before = containers.get(Actor.ID)
    const state = STATES[Action] ?? before?.state
    if (state === undefined) continue
    containers.set(Actor.ID, {
      id: Actor.ID,
      name: name || (before?.name ?? ''),
      image: image || (before?.image ?? ''),
      state,
      exitCode:
        state === 'running'
          ? undefined
          : exitCode === undefined
            ? before?.exitCode
            : Number(exitCode),
    })
  }
  return [...containers.values()]
}
