/**
 * What people may try on the terminal, in the order of a little story. An exercise is ticked by what happens in the engine,
 * not by what was typed.
 */

import type { ShownEvent } from '../containers/replay.ts'

/** Something to try. */
export interface Exercise {
  /** What to do, in two or three words. */
  task: string
  /** A command that does it; of several lines where it has a here-document. */
  command: string
  /** What to look for afterwards. */
  look: string
  /**
   * Whether it was done.
   * @param events what has happened so far
   * @param now milliseconds since 1970
   */
  done(events: readonly ShownEvent[], now: number): boolean
}

/** What runs so long, in milliseconds, is not over at once. */
export const KEPT_RUNNING = 1000

const BUILD = `cat >Dockerfile <<'E' && docker build -t site .
FROM base
RUN mkdir /www
CMD hostname >/www/index.html; httpd -f -h /www
E`

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
    look: 'The prompt is back at once. “docker ps -s” weighs its own layer: 0 B.',
    done: (events, now) =>
      of(
        events.filter(({ timeNano }) => timeNano / 1e6 <= now - KEPT_RUNNING),
        'start',
      ).some((id) => runs(events, id) && !of(events, 'attach').includes(id)),
  },
  {
    task: 'Look inside',
    command: 'docker exec -it mine sh',
    look: '“ps”: sleep is process 1. “touch /note”, then “exit”: mine goes on.',
    done: (events) => of(events, 'exec_start').length > 0,
  },
  {
    task: 'Make it an image',
    command: 'docker commit mine noted',
    look: '“docker history noted”: your layer lies on top of those of base.',
    done: (events) => of(events, 'commit').length > 0,
  },
  {
    task: 'Build your own',
    command: BUILD,
    look: 'Three lines, three steps. RUN makes a layer, CMD weighs nothing.',
    done: (events) => {
      const step = events.findIndex((event) => event.Action === 'create' && isStep(event))
      return step >= 0 && events.slice(step).some(({ Action }) => Action === 'tag')
    },
  },
  {
    task: 'Serve it twice',
    command:
      'docker network create net; for n in ada bob; do docker run -d --name $n --net net site; done',
    look: 'A loop of the shell: one image, two containers, one network.',
    done: (events) =>
      connections(events).some(
        ({ network, id }) => runs(events, id) && neighbours(events, network, id).length > 0,
      ),
  },
  {
    task: 'Call them by name',
    command: 'docker run --rm --net net base wget -qO- http://ada http://bob',
    look: 'Two names, two answers: each has written into a layer of its own.',
    done: (events) =>
      connections(events).some(
        ({ network, id }) => succeeded(events, id) && neighbours(events, network, id).length > 0,
      ),
  },
  {
    task: 'Throw all away',
    command: 'docker rm -f $(docker ps -aq); docker system prune -f',
    look: '“docker ps -a” is empty, “docker images” is not: images stay.',
    done: (events) => {
      const gone = of(events, 'destroy')
      const isPruned = events.some(({ Action }) => Action === 'prune')
      return isPruned && gone.length > 0 && of(events, 'create').every((id) => gone.includes(id))
    },
  },
]

/** A container that a build makes for a step is started from an image without a name. */
function isStep({ Actor }: ShownEvent): boolean {
  return Actor.Attributes['image']?.startsWith('sha256:') ?? false
}

/** Ids of the containers that something happened to; an exec's event names its command after a colon. */
function of(events: readonly ShownEvent[], action: string): string[] {
  return events
    .filter((event) => event.Type === 'container' && !isStep(event))
    .filter(({ Action }) => Action.split(':')[0] === action)
    .map(({ Actor }) => Actor.ID)
}

function runs(events: readonly ShownEvent[], id: string): boolean {
  return of(events, 'start').includes(id) && !of(events, 'die').includes(id)
}

function succeeded(events: readonly ShownEvent[], id: string): boolean {
  return events.some(
    ({ Action, Actor }) =>
      Action === 'die' && Actor.ID === id && Actor.Attributes['exitCode'] === '0',
  )
}

/** Which containers were connected to networks that people have made. */
function connections(events: readonly ShownEvent[]): { network: string; id: string }[] {
  return events
    .filter(({ Type, Action }) => Type === 'network' && Action === 'connect')
    .map(({ Actor }) => Actor.Attributes)
    .filter(({ name = '' }) => !['bridge', 'host', 'none'].includes(name))
    .map(({ name = '', container = '' }) => ({ network: name, id: container }))
}

/** The other containers that run on a network. */
function neighbours(events: readonly ShownEvent[], network: string, id: string): string[] {
  return connections(events)
    .filter((other) => other.network === network && other.id !== id)
    .map((other) => other.id)
    .filter((other) => runs(events, other))
}
