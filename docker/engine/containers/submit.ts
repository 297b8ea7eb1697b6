import type { Machine, Step } from '../../machine/machine.ts'
import { readText } from '../streams.ts'

/**
 * Runs steps whose last program should end with 0.
 * @returns what went wrong, in the machine's or the program's own words; undefined where nothing did.
 */
export async function submitChecked(
  machine: Machine,
  steps: readonly Step[],
): Promise<string | undefined> {
  const task = machine.submit(steps)
  const [said, , { exitCode, failure }] = await Promise.all([
    readText(task.stderr),
    task.stdout.cancel(),
    task.done,
  ])
  if (failure) return failure.message
  if (exitCode === undefined || exitCode === 0) return undefined
  return said.trim() || `exit status ${exitCode}`
}
