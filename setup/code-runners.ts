import { useNav } from '@slidev/client'
import { defineCodeRunnersSetup, type CodeRunner } from '@slidev/types'
import { h, render, type VNode } from 'vue'
import SnippetOutput from '../components/snippet/SnippetOutput.vue'
import SnippetRecording from '../components/snippet/SnippetRecording.vue'
import { findRecording } from '../composables/snippet/library.ts'
import { useScriptRun, type ScriptRun } from '../composables/useScriptRun.ts'

/** The one run of a code block that may be going on: Slidev's own Run button has no Stop. */
let current: ScriptRun | undefined

/**
 * Runs shell code blocks in the tab's Docker, so that a ` ```sh {monaco-run} ` block is live
 * in any slide. On paper the block has the recorded output of the snippet whose text it is.
 */
const runDocker: CodeRunner = (code) => {
  const recording = () => h(SnippetRecording, { recording: findRecording(code) })
  if (useNav().isPrintMode.value) return { element: mount(recording()) }
  current?.stop()
  const runs = useScriptRun()
  current = runs
  const start = () => void runs.run(code)
  start()
  return { element: mount(h(SnippetOutput, { runs, onRetry: start }, { unavailable: recording })) }
}

function mount(content: VNode): HTMLElement {
  const element = document.createElement('div')
  element.className = 'docker-snippet is-plain'
  render(content, element)
  return element
}

export default defineCodeRunnersSetup(() => ({
  sh: runDocker,
  bash: runDocker,
  shell: runDocker,
  console: runDocker,
}))
