import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { troubleOf } from './trouble.ts'
import { useScriptRun, type RunStatus } from './useScriptRun.ts'

/** Times a command in the tab's Docker. */
export interface TimedRun {
  /** What the last timed run took; undefined before the first, and after one that failed. */
  milliseconds: Readonly<ShallowRef<number | undefined>>
  status: Readonly<ShallowRef<RunStatus>>
  /** Why the last run failed; undefined where it did not. */
  problem: ComputedRef<string | undefined>
  /** Runs the command once so that machine and image are there, and then once by the clock. */
  time(): Promise<void>
}

/** @param command one docker command */
export function useTimedRun(command: string): TimedRun {
  const { status, output, run } = useScriptRun()
  const milliseconds = shallowRef<number>()
  const problem = computed(() => troubleOf(status.value, output.value))

  async function succeeds(): Promise<boolean> {
    await run(command)
    return status.value.status === 'exited' && status.value.exitCode === 0
  }

  async function time(): Promise<void> {
    if (status.value.status === 'running') return
    milliseconds.value = undefined
    if (!(await succeeds())) return
    const began = performance.now()
    if (await succeeds()) milliseconds.value = performance.now() - began
  }

  return { milliseconds, status, problem, time }
}
