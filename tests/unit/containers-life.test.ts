import { describe, expect, test } from 'vitest'
import {
  eventsUntil,
  followLife,
  isAllowed,
  LIFE_COMMANDS,
  LIFE_EDGES,
  NO_LIFE,
  type LifeState,
} from '../../composables/containers/life.ts'
import { describeLife, lifeDiagram } from '../../composables/containers/lifeDiagram.ts'
import type { ShownEvent } from '../../composables/containers/replay.ts'

const event = (Action: string, ID = 'a', attributes: Record<string, string> = {}): ShownEvent => ({
  Type: 'container',
  Action,
  Actor: { ID, Attributes: { name: ID, ...attributes } },
  timeNano: 0,
})
const follow = (...actions: string[]) =>
  followLife(
    actions.map((action) => event(action)),
    'life',
  )
const edgeOf = (...actions: string[]) => {
  const edge = LIFE_EDGES[follow(...actions).edge ?? -1]
  return edge && [edge.from, edge.command, edge.to].join(' ')
}

describe('the container that is followed', () => {
  test('is none while nothing has happened', () => expect(follow()).toEqual(NO_LIFE))

  test('is where its last event left it, and came by that arrow', () => {
    expect(edgeOf('create')).toBe('image create created')
    expect(edgeOf('create', 'start')).toBe('created start running')
    expect(edgeOf('create', 'start', 'exec_create: ps')).toBe('created start running')
    expect(edgeOf('create', 'start', 'exec_create: ps', 'exec_start: ps')).toBe(
      'running exec running',
    )
    expect(edgeOf('create', 'start', 'pause')).toBe('running pause paused')
    expect(edgeOf('create', 'start', 'pause', 'unpause')).toBe('paused unpause running')
    expect(edgeOf('create', 'start', 'kill', 'die', 'stop')).toBe('running stop exited')
    expect(edgeOf('create', 'start', 'die', 'start', 'restart')).toBe('exited start running')
    expect(edgeOf('create', 'start', 'die', 'destroy')).toBe('exited rm removed')
  })

  test('may go where no arrow leads, and keeps its last one', () => {
    expect(follow('create', 'destroy')).toMatchObject({ state: 'removed' })
    expect(edgeOf('create', 'destroy')).toBe('image create created')
  })

  test('is the one with the last event, but not a removed one before the slide’s own', () => {
    const other = [event('create', 'b'), event('start', 'b')]
    expect(followLife([event('create'), ...other], 'a').name).toBe('b')
    expect(followLife([...other, event('create'), event('exec_die', 'b')], 'a').name).toBe('b')
    const gone = [...other, event('die', 'b'), event('destroy', 'b')]
    expect(followLife([event('create'), ...gone], 'a')).toMatchObject({ name: 'a' })
    expect(followLife(gone, 'a')).toMatchObject({ name: 'b', state: 'removed' })
  })

  test('of a recording is cut after an action', () => {
    const all = ['create', 'start', 'pause', 'unpause'].map((action) => event(action))
    expect(followLife(eventsUntil(all, 'pause'), '').state).toBe('paused')
    expect(eventsUntil(all, 'stop')).toBe(all)
  })
})

describe('its diagram', () => {
  const diagramOf = (...actions: string[]) => lifeDiagram(follow(...actions))

  test('has every state and arrow, and marks nothing without a container', () => {
    const code = lifeDiagram(NO_LIFE)
    for (const { from, to, command } of LIFE_EDGES)
      expect(code).toMatch(new RegExp(`${from} \\S+\\|${command}.*\\| ${to}`))
    expect(code).not.toMatch(/●|:::current|linkStyle/)
  })

  test('marks one state with more than colour, and one arrow', () => {
    const code = diagramOf('create', 'start')
    expect(code.match(/●/g)).toHaveLength(1)
    expect(code).toMatch(/running\("● .*:::current/)
    expect(code).toMatch(/linkStyle 2 /)
  })

  test('says the exit code where it has exited', () => {
    const died = [event('create'), event('start'), event('die', 'a', { exitCode: '137' })]
    const life = followLife(died, '')
    expect(lifeDiagram(life)).toContain('code 137')
    expect(describeLife(life)).toContain('a is exited, exit code 137')
  })
})

test('every arrow is a command that is allowed at its beginning', () => {
  for (const { from, command } of LIFE_EDGES) expect(isAllowed(command, from)).toBe(true)
  const states: LifeState[] = ['image', 'created', 'running', 'paused', 'exited', 'removed']
  for (const state of states)
    expect(LIFE_COMMANDS.some((command) => isAllowed(command, state))).toBe(true)
})
