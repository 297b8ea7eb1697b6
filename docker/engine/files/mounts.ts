import { readPathFacts } from '../../machine/facts.ts'
import type { Machine, PathFacts, Step } from '../../machine/machine.ts'
import type { Container } from '../containers/container.ts'
import { mountSteps, unmountSteps } from '../containers/root.ts'
import { containerPaths } from '../paths.ts'
import { isFolder } from './mode.ts'

/** What goes around work on a container's files. */
export interface Around {
  before: Step[]
  after: Step[]
}

/** A bind mount with all that is mounted below its source, as the kernel numbers it. */
const BIND = 4096 | 16384

/**
 * Mounts a container's volumes and binds over its root file system, which is mounted where it does not run. Where they
 * go is found out before, inside the root: a link in the image must not lead out of it.
 */
export async function volumeMounts(machine: Machine, container: Container): Promise<Around> {
  const around: Around = { before: [], after: [] }
  if (container.task) return around
  const { merged } = containerPaths(container.id)
  const mounts = container.mounts
    .filter(({ type }) => type !== 'tmpfs')
    .toSorted((a, b) => a.destination.length - b.destination.length)
  for (const { source, destination } of mounts) {
    const from = await factsOf(machine, '/', source)
    if (!from) continue
    const target = merged + (await placeFor(machine, container, destination))
    const make: Step = isFolder(from.mode)
      ? { op: 'mkdir', path: target }
      : { op: 'write', path: target, data: '' }
    around.before.push(make, { op: 'mount', source, target, type: '', flags: BIND })
    around.after.unshift({ op: 'umount', target })
  }
  return around
}

/** Where a path of a container is inside its root, with links resolved; its last parts may not be there yet. */
async function placeFor(machine: Machine, container: Container, path: string): Promise<string> {
  const root = containerPaths(container.id).merged
  let missing = ''
  for (let there = path; there !== '';) {
    const facts = await factsOf(machine, root, there, {
      before: mountSteps(container),
      after: unmountSteps(container),
    })
    if (facts?.resolved) return (facts.resolved === '/' ? '' : facts.resolved) + missing
    const slash = there.lastIndexOf('/')
    missing = there.slice(slash) + missing
    there = there.slice(0, slash)
  }
  return missing
}

async function factsOf(
  machine: Machine,
  root: string,
  path: string,
  { before, after }: Around = { before: [], after: [] },
): Promise<PathFacts | undefined> {
  const { output } = await machine.submit([
    ...before,
    { op: 'stat', root, path },
    { op: 'finally' },
    ...after,
  ]).done
  return output[0] && readPathFacts(output[0])
}
