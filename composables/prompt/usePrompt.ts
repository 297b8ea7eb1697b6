import { effectScope, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { OutputView } from '../snippet/outputLog.ts'
import { useEvents } from '../useEvents.ts'
import { useScriptRun, type ScriptRun } from '../useScriptRun.ts'
import { EXERCISES, type Exercise } from './exercises.ts'
import { LineHistory } from './lineHistory.ts'
import { Transcript } from './transcript.ts'

/** A prompt: a line that is being typed, and what the lines before it printed. */
export interface Prompt {
  /** The line. */
  line: Ref<string>
  /** The run of the last line; its output is the whole transcript. */
  runs: ScriptRun
  /** The exercises that were done here. */
  done: Readonly<ShallowRef<ReadonlySet<Exercise>>>
  /** Runs the line, unless another is still running. */
  enter(): void
  /** Runs the last line again. */
  repeat(): void
  /** Ctrl+C: stops what is running, or drops the line. */
  interrupt(): void
  /** Ctrl+L: empties the screen. */
  clear(): void
  /** Brings back the line before this one. */
  older(): void
  /** Brings back the line after this one. */
  newer(): void
}

let opened: Prompt | undefined

/** The deck's one prompt: its text outlives a change of slides. Starts nothing before the first line is entered. */
export function usePrompt(): Prompt {
  return (opened ??= effectScope(true).run(open) ?? open())
}

function open(): Prompt {
  const line = ref('')
  const done = shallowRef<ReadonlySet<Exercise>>(new Set())
  const output = shallowRef<OutputView>({ lines: [], dropped: 0 })
  const runs = useScriptRun()
  const events = useEvents()
  const history = new LineHistory()
  const transcript = new Transcript()
  let last = ''

  const show = () => (output.value = transcript.view())
  watch(
    runs.output,
    (view) => {
      transcript.show(view)
      show()
    },
    { flush: 'sync' },
  )

  async function run(command: string): Promise<void> {
    last = command
    transcript.begin(command)
    show()
    const before = events.value.at(-1)
    await runs.run(command)
    const since = events.value.slice(before ? events.value.lastIndexOf(before) + 1 : 0)
    done.value = new Set([...done.value, ...EXERCISES.filter((exercise) => exercise.done(since))])
  }

  return {
    line,
    runs: { ...runs, output },
    done,
    enter() {
      const command = line.value.trim()
      if (command === '' || runs.status.value.status === 'running') return
      history.add(command)
      line.value = ''
      if (command === 'clear') this.clear()
      else void run(command)
    },
    repeat: () => void run(last),
    interrupt() {
      if (runs.status.value.status === 'running') runs.stop()
      else line.value = ''
    },
    clear() {
      transcript.clear()
      show()
    },
    older: () => (line.value = history.older(line.value)),
    newer: () => (line.value = history.newer(line.value)),
  }
}
