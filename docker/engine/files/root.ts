import type { Machine, Outcome, Step, Task } from '../../machine/machine.ts'
import type { Container } from '../containers/container.ts'
import { mountSteps, unmountSteps } from '../containers/root.ts'
import { containerPaths } from '../paths.ts'
import { volumeMounts, type Around } from './mounts.ts'

/** Work on a container's files that is under way. */
export interface FileTask {
  task: Task
  /** Index of the first of the steps that were asked for, as a failure counts. */
  first: number
  /** Resolves when the last step is done. */
  done: Promise<Outcome>
}

/** Who waits for whom with the files of a container that does not run: they are mounted for one at a time. */
const turns = new WeakMap<Container, Promise<unknown>>()

/** Resolves when nobody works on the files of a container that does not run: it can be started then. */
export async function filesAtRest(container: Container): Promise<void> {
  for (let turn = turns.get(container); turn;) {
    await turn
    const next = turns.get(container)
    turn = next === turn ? undefined : next
  }
}

/**
 * Runs steps on what a container sees, volumes included; that is mounted for them where the container does not run.
 * @param steps are given the root's path in the guest.
 */
export function withRoot(
  machine: Machine,
  container: Container,
  steps: (root: string) => Step[],
): Promise<FileTask> {
  return inTurn(container, async () => {
    const volumes = await volumeMounts(machine, container)
    const root =
      container.pid > 0 ? `/proc/${container.pid}/root` : containerPaths(container.id).merged
    return submit(machine, container, volumes, steps(root))
  })
}

/** {@link withRoot} on the layers alone, without what is mounted over them. */
export function withLayers(
  machine: Machine,
  container: Container,
  steps: (root: string) => Step[],
): Promise<FileTask> {
  const none: Around = { before: [], after: [] }
  const { merged } = containerPaths(container.id)
  return inTurn(container, async () => submit(machine, container, none, steps(merged)))
}

/** Begins work when all that was begun before is done, unless the container runs: nothing is mounted for it then. */
async function inTurn(container: Container, begin: () => Promise<FileTask>): Promise<FileTask> {
  await filesAtRest(container)
  if (container.task) return begin()
  const begun = begin()
  turns.set(
    container,
    begun.then(({ done }) => done).catch(() => undefined),
  )
  return begun
}

function submit(
  machine: Machine,
  container: Container,
  { before, after }: Around,
  steps: Step[],
): FileTask {
  const first = [...mountSteps(container), ...before]
  const task = machine.submit([
    ...first,
    ...steps,
    { op: 'finally' },
    ...after,
    ...unmountSteps(container),
  ])
  return { task, first: first.length, done: task.done }
}
