/** Runs the deck's snippets on the real machine, for recording and for the test of the recordings. */

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Recording } from '../composables/snippet/recording.ts'
import type { OutputStream, TraceEvent } from '../docker/host/door.ts'
import { openDockerNode } from '../docker/host/node.ts'
import { projectFolder } from './project.node.ts'

const folder = join(projectFolder, 'snippets')

/** The snippets whose start or build a figure draws: of these the trace is recorded too. */
export const TRACED: readonly string[] = ['build', 'greet']

/** Names of all snippets without `.sh`, sorted. */
export async function snippetNames(): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => file.endsWith('.sh'))
    .map((file) => file.slice(0, -'.sh'.length))
    .sort()
}

/** The text of a snippet. */
export function readSnippet(name: string): Promise<string> {
  return readFile(join(folder, `${name}.sh`), 'utf8')
}

/** Where a snippet's recording lies. */
export function recordingFile(name: string): string {
  return join(folder, 'recorded', `${name}.json`)
}

/** Runs a script on a machine of its own. Pieces of one stream that follow each other are joined. */
export async function runSnippet(
  script: string,
  { traced = false } = {},
): Promise<Pick<Recording, 'output' | 'exitCode' | 'events' | 'trace'>> {
  const docker = await openDockerNode()
  try {
    const output: Recording['output'] = []
    const events: Recording['events'] = []
    docker.engine.onEvent(({ Type, Action, Actor, timeNano }) =>
      events.push({ Type, Action, Actor, timeNano }),
    )
    // The time until it is there is not the start's.
    await docker.machine()
    const trace: TraceEvent[] = []
    const pressed = Date.now()
    if (traced) {
      docker.engine.onTrace((event) => trace.push({ ...event, time: event.time - pressed }))
    }
    const writer = (stream: OutputStream) => {
      const decoder = new TextDecoder()
      return (bytes: Uint8Array) => {
        const text = decoder.decode(bytes, { stream: true })
        const last = output.at(-1)
        if (last?.stream === stream) last.text += text
        else output.push({ stream, text })
      }
    }
    const exitCode = await docker.run(script, {
      stdout: writer('stdout'),
      stderr: writer('stderr'),
      command: (text) => void output.push({ stream: 'command', text }),
    })
    // A copy: the end of the machine also ends containers that still run, and that is no part of it.
    return { exitCode, output, events: [...events], ...(traced ? { trace } : {}) }
  } finally {
    await docker.close()
  }
}
