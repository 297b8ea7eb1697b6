/** A build in words: for screen readers, and for the line under its stack. */

import { formatBytes } from '../formatBytes.ts'
import type { Build, BuiltStep } from './replay.ts'
import type { StackRow } from './rows.ts'

const plural = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`

/** All layers of what has been built so far. */
function layersOf({ base, made }: Build) {
  return [...(base?.layers ?? []), ...made.flatMap(({ layer }) => layer ?? [])]
}

/** What the stack has come to, in a line. */
export function captionOf(build: Build, isOver: boolean): string {
  const { done, at, failure } = build
  if (done) {
    const layers = layersOf(build)
    const bytes = layers.reduce((sum, { size }) => sum + size, 0)
    const name = done.tags[0] ?? done.imageId.slice('sha256:'.length).slice(0, 12)
    return `${name}: ${plural(layers.length, 'layer')}, ${formatBytes(bytes)} unpacked`
  }
  if (failure !== undefined || isOver) {
    return at ? `It ended at step ${at.number} of ${at.of}: no image` : 'It did not begin: no image'
  }
  return at ? `Step ${at.number} of ${at.of}` : ''
}

/** The whole drawing, for those who do not see it. */
export function describeBuild(build: Build, rows: readonly StackRow[], caption: string): string {
  const { base } = build
  const told = rows.map(({ kind, label, detail, name, size, note }) => {
    const parts = [name, size, kind === 'layer' ? detail : '', note].filter((part) => part !== '')
    return `${label}: ${parts.join(', ')}`
  })
  const from = base ? ` It begins with ${base.image}.` : ''
  const stack = told.length > 0 ? ` From the bottom: ${told.join('; then ')}.` : ''
  return `A build.${from}${stack} ${caption}.`
}

/** What has just happened, for those who do not see it. */
export function newsOf(build: Build, caption: string, isOver: boolean): string {
  const { at, base, made, done } = build
  if (done) return `Built. ${caption}.`
  if (!at || isOver || build.failure !== undefined) return `${caption}.`
  const step = `Step ${at.number} of ${at.of}, ${at.instruction}`
  const last = made.at(-1)
  if (last?.number === at.number) return `${step}: ${weightOf(last)}.`
  if (base && /^FROM\b/i.test(at.instruction)) {
    return `${step}: ${plural(base.layers.length, 'layer')} of ${base.image}.`
  }
  return `${step}: under way.`
}

function weightOf({ layer, cached }: BuiltStep): string {
  const weight = layer ? `a layer of ${formatBytes(layer.size)}` : 'only configuration, no layer'
  return cached ? `${weight}, taken from the cache` : weight
}
