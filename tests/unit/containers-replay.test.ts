import { describe, expect, test } from 'vitest'
import { replayContainers, type ShownEvent } from '../../composables/containers/replay.ts'

const event = (
  Action: string,
  ID: string,
  Attributes: Record<string, string> = {},
  Type: ShownEvent['Type'] = 'container',
): ShownEvent => ({ Type, Action, Actor: { ID, Attributes }, timeNano: 0 })

const states = (...events: ShownEvent[]) => replayContainers(events).map(({ state }) => state)

describe('containers as events tell of them', () => {
  test('go through the states that Docker knows', () => {
    const life = ['create', 'start', 'pause', 'unpause', 'die', 'start', 'die', 'destroy']
    const events = life.map((action) => event(action, 'a'))
    expect(life.map((_, i) => states(...events.slice(0, i + 1))[0])).toEqual([
      'created',
      'running',
      'paused',
      'running',
      'exited',
      'running',
      'exited',
      'removed',
    ])
  })

  test('keep name, image and exit code, and lose the code when they start again', () => {
    const events = [
      event('create', 'a', { name: 'box', image: 'base' }),
      event('start', 'a', { name: 'box', image: 'base' }),
      event('die', 'a', { exitCode: '137' }),
    ]
    expect(replayContainers(events)).toEqual([
      { id: 'a', name: 'box', image: 'base', state: 'exited', exitCode: 137 },
    ])
    expect(replayContainers([...events, event('start', 'a')])[0]?.exitCode).toBeUndefined()
    expect(replayContainers([...events, event('destroy', 'a')])[0]?.exitCode).toBe(137)
  })

  test('take a new name with rename, and their order from create', () => {
    const events = [
      event('create', 'a', { name: 'one' }),
      event('create', 'b', { name: 'two' }),
      event('start', 'b'),
      event('rename', 'a', { name: 'first', oldName: '/one' }),
    ]
    expect(replayContainers(events).map(({ name }) => name)).toEqual(['first', 'two'])
  })

  test('are not made by events of other things, nor by actions that change no state', () => {
    const pulled = event('pull', 'base:latest', {}, 'image')
    expect(states(pulled, event('exec_start: ls', 'a'))).toEqual([])
  })
})
