/** What people may try at the prompt. An exercise is ticked by what happens in the engine, not by what was typed. */

import type { ShownEvent } from '../containers/replay.ts'

/** Something to try. */
export interface Exercise {
  /** What to do, in two or three words. */
  task: string
  /** A command that does it. */
  command: string
  /** What to look for afterwards. */
  look: string
  /** Whether one command's events show that it was done. */
  done(events: readonly ShownEvent[]): boolean
}

export const EXERCISES: readonly Exercise[] = [
  {
    task: 'Run and forget',
    command: 'docker run --rm greet',
    look: 'Run it twice: the same image, and each time another container ID.',
    done: (events) => of(events, 'start').some((id) => of(events, 'destroy').includes(id)),
  },
  {
    task: 'Keep one running',
    command: 'docker run -d --name mine base sleep 600',
    look: 'The prompt is back at once; “docker ps -s” lists it, and weighs its own layer.',
    done: (events) => of(events, 'start').some((id) => !of(events, 'die').includes(id)),
  },
  {
    task: 'Write into it',
    command: 'docker exec mine touch /note',
    look: '“docker diff mine” says A /note: added, in the container’s own layer.',
    done: (events) => of(events, 'exec_start').length > 0,
  },
  {
    task: 'Make it an image',
    command: 'docker commit mine noted',
    look: '“docker history noted”: your layer lies on top of those of base.',
    done: (events) => of(events, 'commit').length > 0,
  },
  {
    task: 'Freeze it',
    command: 'docker pause mine',
    look: '“docker ps” says (Paused); “docker unpause mine” lets it go on.',
    // A commit freezes the container, too, but lets it go on.
    done: (events) => of(events, 'pause').some((id) => !of(events, 'unpause').includes(id)),
  },
  {
    task: 'Throw it away',
    command: 'docker rm -f mine',
    look: '“docker run --rm noted ls /note”: the image still has the file.',
    done: (events) => of(events, 'destroy').some((id) => !of(events, 'create').includes(id)),
  },
]

/** Ids of the containers that something happened to; an exec's event names its command after a colon. */
function of(events: readonly ShownEvent[], action: string): string[] {
  return events
    .filter(({ Type, Action }) => Type === 'container' && Action.split(':')[0] === action)
    .map(({ Actor }) => Actor.ID)
}
