import { describe, expect, test } from 'vitest'
import { isWanted } from '../../docker/engine/event-filter.ts'
import { Events, type EngineEvent } from '../../docker/engine/events.ts'
import { parseFilters } from '../../docker/engine/filters.ts'

function recorded(): EngineEvent[] {
  const events = new Events(() => new Date(1_700_000_000_123))
  events.emit('container', 'create', 'c0ffee', { name: 'web', image: 'greet:2', colour: 'blue' })
  events.emit('container', 'exec_create: sh -c ls', 'c0ffee', { name: 'web', image: 'greet:2' })
  events.emit('image', 'pull', 'greet:2', { name: 'greet' })
  events.emit('volume', 'create', 'data', { driver: 'local' })
  return [...events.past()]
}

/** Which of the recorded events a filter lets through, by their number. */
const wanted = (filters: object) => {
  const parsed = parseFilters(JSON.stringify(filters))
  return recorded().flatMap((event, index) => (isWanted(event, parsed) ? [index] : []))
}

// The rules are those of dockerd's daemon/events/filter.go.
describe('event filters', () => {
  test.each([
    [{}, [0, 1, 2, 3]],
    [{ type: ['container'] }, [0, 1]],
    [{ type: ['image', 'volume'] }, [2, 3]],
    [{ event: ['create'] }, [0, 3]],
    [{ event: ['exec_create'] }, [1]],
    [{ event: ['exec'] }, []],
    [{ container: ['web'] }, [0, 1]],
    [{ container: ['c0f'] }, [0, 1]],
    [{ container: ['other'] }, []],
    [{ image: ['greet'] }, [0, 1, 2]],
    [{ image: ['greet:2'] }, [0, 1, 2]],
    [{ image: ['greet:3'] }, []],
    [{ volume: ['da'] }, [3]],
    [{ label: ['colour'] }, [0]],
    [{ label: ['colour=blue', 'name=web'] }, [0]],
    [{ label: ['colour=blue', 'size'] }, []],
    [{ scope: ['swarm'] }, []],
    [{ unheard: ['of'] }, [0, 1, 2, 3]],
  ])('%j', (filters, indices) => {
    expect(wanted(filters)).toEqual(indices)
  })
})

test('an event has the fields that Docker gives its kind', () => {
  const [container, , image, volume] = recorded()
  expect(JSON.stringify(container)).toBe(
    '{"status":"create","id":"c0ffee","from":"greet:2","Type":"container","Action":"create",' +
      '"Actor":{"ID":"c0ffee","Attributes":{"colour":"blue","image":"greet:2","name":"web"}},' +
      '"scope":"local","time":1700000000,"timeNano":1700000000123000000}',
  )
  expect(Object.keys(image ?? {})).toEqual([
    'status',
    'id',
    'Type',
    'Action',
    'Actor',
    'scope',
    'time',
    'timeNano',
  ])
  expect(Object.keys(volume ?? {})).toEqual([
    'Type',
    'Action',
    'Actor',
    'scope',
    'time',
    'timeNano',
  ])
})
