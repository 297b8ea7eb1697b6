/** What a drawing of a build has in it: a row for each layer, and for each line that made none. */

import { formatBytes } from '../formatBytes.ts'
import type { ImagePart, PartRole } from '../useImageParts.ts'
import type { Build, BuiltStep } from './replay.ts'

/** A row of the drawing. */
export interface StackRow {
  key: string
  /** `layer`: locked, part of the image; `config`: no layer; `step`: under way, or where it ended; `fold`: rows that have no room. */
  kind: 'layer' | 'config' | 'step' | 'fold'
  tone: PartRole
  /** What made it. */
  label: string
  /** The first digits of its digest; of a step the container that it runs in. */
  detail: string
  /** What it is. */
  name: string
  /** Bytes in words; empty where it has none. */
  size: string
  /** What more is to be said of it. */
  note: string
}

/** So many layers of FROM are drawn each by itself. */
const BASE_ROOM = 2

/** Where a layer is in its stack, and what for. */
export const PLACES: Readonly<Record<PartRole | 'between', string>> = {
  base: 'bottom-most image layer',
  runtime: 'intermediate layer, supports the application',
  application: 'topmost image layer',
  between: 'intermediate layer',
}

/** Names of the layers of the images that the deck serves, by their diff IDs. */
export type KnownLayers = ReadonlyMap<string, { role: PartRole; label: string }>

/** The layers that the parts of the stack have, so that they go by the same name in a build. */
export function knownLayers(parts: readonly ImagePart[]): KnownLayers {
  return new Map(
    parts.flatMap(({ role, layers }) =>
      layers.map(({ diffId, createdBy }) => [diffId, { role, label: createdBy }]),
    ),
  )
}

/** The first digits of a digest or an ID, as docker shortens them. */
const short = (digest: string) => digest.slice(digest.indexOf(':') + 1).slice(0, 12)

/**
 * The rows of a build's stage, bottom first. Where there are more than fit, the newest are drawn.
 *
 * @param options.isOver whether it went no further, so that the step it is at will make nothing
 * @param options.room how many rows there may be on those of FROM
 */
export function rowsOf(
  build: Build,
  known: KnownLayers,
  { isOver, room }: { isOver: boolean; room: number },
): StackRow[] {
  return [...baseRows(build, known), ...folded(ownRows(build, isOver), room)]
}

function baseRows({ base, stage }: Build, known: KnownLayers): StackRow[] {
  if (!base) return []
  const { image, layers } = base
  const key = (what: string) => `${stage} ${what}`
  if (layers.length > BASE_ROOM) {
    const bytes = layers.reduce((sum, { size }) => sum + size, 0)
    const all = { label: `FROM ${image}`, detail: `${layers.length} layers`, note: `from ${image}` }
    const name = 'base image'
    return [
      {
        ...all,
        ...{ key: key('base'), kind: 'layer', tone: 'base', name },
        size: formatBytes(bytes),
      },
    ]
  }
  return layers.map(({ diffId, size }, i): StackRow => {
    const { role, label } = known.get(diffId) ?? { role: undefined, label: `FROM ${image}` }
    return {
      ...{ key: key(`${i} ${diffId}`), kind: 'layer', tone: i === 0 ? 'base' : 'runtime' },
      ...{ label, detail: short(diffId), size: formatBytes(size) },
      name: role === 'runtime' ? 'run-time' : i === 0 ? 'base image' : `layer ${i + 1}`,
      note: PLACES[i === 0 ? 'base' : role === 'runtime' ? role : 'between'],
    }
  })
}

function ownRows({ base, made, at, container, done, stage }: Build, isOver: boolean): StackRow[] {
  const below = base?.layers.length ?? 0
  const weighty = made.filter(({ layer }) => layer)
  const rows = made.map((step, i): StackRow => {
    const count = weighty.indexOf(step) + 1
    const { number, instruction: label, layer, cached } = step
    // One step makes several where an image has triggers for those who build on it.
    const before = made.slice(0, i).filter((other) => other.number === number).length
    const key = `${stage} ${number}.${before}`
    if (!layer) {
      const name = cached ? 'only config, cached' : 'only config'
      return {
        key,
        kind: 'config',
        tone: 'application',
        label,
        detail: '',
        name,
        size: '0B',
        note: '',
      }
    }
    const place = PLACES[count === weighty.length ? 'application' : 'between']
    return {
      ...{ key, kind: 'layer', tone: 'application', label, detail: short(layer.diffId) },
      ...{ name: `layer ${below + count}`, size: formatBytes(layer.size) },
      note: cached ? 'Using cache' : place,
    }
  })
  const isAt = at && base && !done && isUnderway(at, made)
  if (!isAt) return rows
  const ended = isOver ? 'it ended here' : container ? 'writable, in a container' : 'under way'
  const detail = container === undefined ? '' : short(container)
  const name = `step ${at.number} of ${at.of}`
  return [
    ...rows,
    {
      ...{ key: `${stage} ${at.number}.0`, kind: 'step', tone: 'application', detail, name },
      ...{ label: at.instruction, size: '', note: ended },
    },
  ]
}

/** Whether the step that was announced last has not yet made anything. */
function isUnderway(at: { number: number; instruction: string }, made: readonly BuiltStep[]) {
  return !isBase(at.instruction) && !made.some(({ number }) => number === at.number)
}

const isBase = (instruction: string) => /^FROM\b/i.test(instruction)

/** The newest rows, on a row that stands for the others. */
function folded(rows: StackRow[], room: number): StackRow[] {
  if (rows.length <= room) return rows
  const hidden = rows.slice(0, 1 - room)
  const layers = hidden.filter(({ kind }) => kind === 'layer').length
  const name = `${hidden.length} more`
  const others = hidden.length > layers ? `, ${hidden.length - layers} config` : ''
  const label = `${layers} ${layers === 1 ? 'layer' : 'layers'}${others}`
  return [
    {
      ...{ key: 'fold', kind: 'fold', tone: 'application', detail: '', size: '', note: '' },
      ...{ name, label },
    },
    ...rows.slice(1 - room),
  ]
}
