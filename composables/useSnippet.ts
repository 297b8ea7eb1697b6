import { ref, type Ref } from 'vue'
import { findSnippet, type SnippetFile } from './snippet/library.ts'
import { useScriptRun, type ScriptRun } from './useScriptRun.ts'

/** A snippet of the deck: its file, its text as edited, and its runs. */
export interface Snippet {
  /** Undefined where `snippets/` has no such file. */
  file: SnippetFile | undefined
  /** The text in the editor. */
  text: Ref<string>
  runs: ScriptRun
  /** Brings the file's text back and forgets the output; the machine keeps its containers and images. */
  reset(): void
}

const snippets = new Map<string, Snippet>()

/**
 * A snippet by its file name. Every component that shows the same snippet shares one state, so
 * that text and output outlive a change of slides.
 */
export function useSnippet(name: string): Snippet {
  const known = snippets.get(name)
  if (known) return known
  const file = findSnippet(name)
  const original = file?.text.trimEnd() ?? ''
  const text = ref(original)
  const runs = useScriptRun()
  const snippet: Snippet = {
    file,
    text,
    runs,
    reset() {
      text.value = original
      runs.clear()
    },
  }
  snippets.set(name, snippet)
  return snippet
}
