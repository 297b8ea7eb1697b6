/** The life of a container as Mermaid's code. */

import { LIFE_EDGES, type Life, type LifeState } from './life.ts'

const NODES: Readonly<Record<LifeState, string>> = {
  image: 'layers',
  created: 'no process',
  running: 'process 1',
  paused: 'on hold',
  exited: 'exit code',
  removed: 'all gone',
}
/** Closer than other diagrams of the deck, so that the type is as large as on the slide. */
const CONFIG =
  '%%{init: {"flowchart": {"curve": "basis", "rankSpacing": 16, "nodeSpacing": 26, "padding": 10}}}%%'
const STATES: readonly LifeState[] = ['image', 'created', 'running', 'paused', 'exited', 'removed']

/**
 * The diagram with the current state and the arrow that led there marked. Every diagram takes the same
 * space, so that only the marks move.
 */
export function lifeDiagram(life: Life): string {
  const nodes = STATES.map((state) => {
    const here = life.state === state && life.name !== undefined
    const sign = state === 'image' ? '' : here ? '● ' : '○ '
    const code = state === 'exited' && here && life.exitCode !== undefined
    const note = code ? `code ${String(life.exitCode)}` : NODES[state]
    const kind =
      state === 'image' ? 'image' : !here ? 'state' : state === 'removed' ? 'gone' : 'current'
    return `  ${state}("${sign}<b>${state}</b><br/>${note}"):::${kind}`
  })
  const edges = LIFE_EDGES.map(({ from, to, command }) => {
    const arrow = command === 'run' ? '==>' : command === 'exec' ? '-.->' : '-->'
    const label = command === 'run' ? 'run = create + start' : command
    return `  ${from} ${arrow}|${label}| ${to}`
  })
  // Solid, and no wider than leaves the arrow's head to be seen.
  const taken =
    life.edge === undefined
      ? []
      : [`  linkStyle ${String(life.edge)} stroke-width:5px,stroke-dasharray:none`]
  return [CONFIG, 'flowchart LR', ...nodes, ...edges, ...taken].join('\n')
}

/** What the diagram shows, in sentences. */
export function describeLife(life: Life): string {
  const map =
    'The life of a container: create makes it from an image, start runs its first process, ' +
    'pause and unpause hold it and let it go, stop ends it, start runs it again, rm removes it. ' +
    'run is create and start; exec starts a second process in a running container.'
  if (life.name === undefined) return map
  const code =
    life.state === 'exited' && life.exitCode !== undefined ? `, exit code ${life.exitCode}` : ''
  return `${map} Now: the container ${life.name} is ${life.state}${code}.`
}
