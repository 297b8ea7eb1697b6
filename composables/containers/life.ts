/** The life of a container: its states, the commands that lead from one to the next, and its path so far. */

import { replayContainers, type ContainerState, type ShownEvent } from './replay.ts'

/** Where a container is in its life; `image` is before it: there is none yet. */
export type LifeState = 'image' | Exclude<ContainerState, 'restarting'>

/** A command of a container's life. */
export type LifeCommand =
  'create' | 'start' | 'run' | 'exec' | 'pause' | 'unpause' | 'restart' | 'stop' | 'rm'

/** Where Docker lets a command do something. Elsewhere it refuses, or there is nothing to be done. */
const ALLOWED: Readonly<Record<LifeCommand, readonly LifeState[]>> = {
  create: ['image', 'removed'],
  start: ['created', 'exited'],
  run: ['image', 'removed'],
  exec: ['running'],
  pause: ['running'],
  unpause: ['paused'],
  restart: ['created', 'running', 'paused', 'exited'],
  stop: ['running', 'paused'],
  rm: ['created', 'exited'],
}

/** The commands in the order in which a container meets them. */
export const LIFE_COMMANDS = [
  'create',
  'start',
  'run',
  'exec',
  'pause',
  'unpause',
  'restart',
  'stop',
  'rm',
] as const satisfies readonly LifeCommand[]

/** Whether Docker lets a command do something to a container in this state. */
export function isAllowed(command: LifeCommand, state: LifeState): boolean {
  return ALLOWED[command].includes(state)
}

/**
 * A command as it is typed.
 *
 * @param name the container's name
 */
export function commandLine(command: LifeCommand, name: string): string {
  switch (command) {
    case 'create':
      return `docker create --name ${name} base sleep 600`
    case 'run':
      return `docker run -d --name ${name} base sleep 600`
    case 'exec':
      return `docker exec ${name} ps`
    case 'stop':
    case 'restart':
      // `sleep` does not listen to SIGTERM as process 1, and ten seconds are long on a stage.
      return `docker ${command} -t 1 ${name}`
    default:
      return `docker ${command} ${name}`
  }
}

/** An arrow of the diagram. */
export interface LifeEdge {
  from: LifeState
  to: LifeState
  command: LifeCommand
}

/** In this order dagre draws them without a crossing. */
export const LIFE_EDGES: readonly LifeEdge[] = [
  { from: 'image', to: 'running', command: 'run' },
  { from: 'image', to: 'created', command: 'create' },
  { from: 'created', to: 'running', command: 'start' },
  { from: 'running', to: 'paused', command: 'pause' },
  { from: 'paused', to: 'running', command: 'unpause' },
  { from: 'running', to: 'running', command: 'exec' },
  { from: 'running', to: 'exited', command: 'stop' },
  { from: 'exited', to: 'running', command: 'start' },
  { from: 'exited', to: 'removed', command: 'rm' },
]

/** Where a container is, and how it came there. */
export interface Life {
  /** Undefined before there is one. */
  name: string | undefined
  state: LifeState
  /** Exit code of its first process; undefined while it has not ended. */
  exitCode: number | undefined
  /** The arrow that it went last, as a position in `LIFE_EDGES`; undefined where it went none. */
  edge: number | undefined
}

/** Before there is a container. */
export const NO_LIFE: Life = {
  name: undefined,
  state: 'image',
  exitCode: undefined,
  edge: undefined,
}

/**
 * The life of the container to which something happened last. One that is gone gives way to the
 * container with the preferred name, if that is still there.
 *
 * @param events all events of an engine, oldest first
 */
export function followLife(events: readonly ShownEvent[], preferred: string): Life {
  const containers = replayContainers(events)
  const lastId = events.findLast(({ Type }) => Type === 'container')?.Actor.ID
  const last = containers.find(({ id }) => id === lastId)
  const kept = containers.findLast(({ name, state }) => name === preferred && state !== 'removed')
  const followed = last?.state === 'removed' ? (kept ?? last) : last
  if (!followed) return NO_LIFE
  const own = events.filter(({ Actor }) => Actor.ID === followed.id)
  return {
    name: followed.name,
    state: known(followed.state),
    exitCode: followed.exitCode,
    edge: lastEdge(own),
  }
}

/** Its events up to the first with this action: where a recorded life was at that moment. */
export function eventsUntil(events: readonly ShownEvent[], action: string): readonly ShownEvent[] {
  const end = events.findIndex(({ Type, Action }) => Type === 'container' && Action === action)
  return end < 0 ? events : events.slice(0, end + 1)
}

/** While Docker restarts a container by itself, its process has ended. */
function known(state: ContainerState): LifeState {
  return state === 'restarting' ? 'exited' : state
}

function lastEdge(events: readonly ShownEvent[]): number | undefined {
  let state: LifeState = 'image'
  let edge: number | undefined
  events.forEach((event, i) => {
    const next = known(replayContainers(events.slice(0, i + 1))[0]?.state ?? 'created')
    const command = event.Action.startsWith('exec_start') ? 'exec' : undefined
    const taken = LIFE_EDGES.findIndex(
      ({ from, to, command: by }) =>
        from === state && to === next && (command ? by === command : by !== 'run' && from !== to),
    )
    if (taken >= 0 && (next !== state || command)) edge = taken
    state = next
  })
  return edge
}
