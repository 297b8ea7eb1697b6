import { familiarName, InvalidReference, parseReference } from '../registry/reference.ts'
import type { EngineEvent } from './events.ts'
import { matchesExactly, matchesLabels, matchesPrefix, type Filters } from './filters.ts'

/** Actions that are followed by what they are about (`exec_create: sh`), and asked for without it. */
const OPEN_ENDED = ['health_status', 'exec_create', 'exec_start']

/** Filters that name an object of a kind, by ID or name or the beginning of one. */
const KINDS = 'daemon container plugin volume network node service secret config'.split(' ')

/**
 * Whether an event is among those asked for. Filters that dockerd does not know are passed over, as it does; and as
 * with dockerd, `container=x` admits whatever event has an ID or a name that begins with x.
 */
export function isWanted(event: EngineEvent, filters: Filters): boolean {
  const { Type, Action, Actor, scope } = event
  const isOpenEnded = (filters.get('event') ?? []).some((value) => OPEN_ENDED.includes(value))
  return (
    (isOpenEnded ? matchesPrefix : matchesExactly)(filters, 'event', Action) &&
    matchesExactly(filters, 'type', Type) &&
    matchesExactly(filters, 'scope', scope) &&
    KINDS.every((kind) =>
      [Actor.ID, Actor.Attributes['name'] ?? ''].some((text) => matchesPrefix(filters, kind, text)),
    ) &&
    isOfImage(event, filters) &&
    matchesLabels(filters, 'label', Actor.Attributes)
  )
}

function isOfImage({ Type, Actor }: EngineEvent, filters: Filters): boolean {
  const name = Actor.Attributes[Type === 'image' ? 'name' : 'image'] ?? ''
  const names = [Actor.ID, name, withoutTag(Actor.ID), withoutTag(name)]
  return names.some((text) => matchesExactly(filters, 'image', text))
}

function withoutTag(image: string): string {
  try {
    return familiarName(parseReference(image))
  } catch (error) {
    if (error instanceof InvalidReference) return image
    throw error
  }
}
