/** The snippets of the deck with their recordings, as files beside the slides. */

import * as v from 'valibot'
import { Recording } from './recording.ts'

/** One file of `snippets/`. */
export interface SnippetFile {
  /** File name, e.g. `greet.sh`. */
  name: string
  text: string
  /** Undefined where none was made, or where the text has changed since. */
  recording: Recording | undefined
}

const texts = import.meta.glob<string>('../../snippets/*.sh', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const recordings = import.meta.glob<unknown>('../../snippets/recorded/*.json', {
  import: 'default',
  eager: true,
})

const files = new Map(
  Object.entries(texts).map(([path, text]): [string, SnippetFile] => {
    const name = baseName(path)
    return [name, { name, text, recording: recordingOf(name, text) }]
  }),
)

/** A snippet by its file name; undefined where there is none. */
export function findSnippet(name: string): SnippetFile | undefined {
  return files.get(name)
}

/** The recording of a snippet whose text is this code, whatever blank space is at its ends. */
export function findRecording(code: string): Recording | undefined {
  return [...files.values()].find((file) => file.text.trim() === code.trim())?.recording
}

function recordingOf(name: string, text: string): Recording | undefined {
  const content = recordings[`../../snippets/recorded/${name.replace(/\.sh$/, '.json')}`]
  const parsed = v.safeParse(Recording, content)
  return parsed.success && parsed.output.script.trim() === text.trim() ? parsed.output : undefined
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
