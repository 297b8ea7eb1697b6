import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { afterAll, expect, test } from 'vitest'
import { Recording } from '../../composables/snippet/recording.ts'
import { openDockerNode } from '../../docker/host/node.ts'
import { readSnippet, recordingFile, snippetNames } from '../../scripts/snippets.node.ts'

// One machine for all, as in a tab: a snippet also finds what those before it left.
const docker = openDockerNode()
afterAll(() => docker.close())

/** A layer's line of a pull: there are more of them, the fewer layers are there already. */
const LAYER = /^[0-9a-f]{12}: .*\n/gm

/** What a build says of a step that it performs, or takes from its cache, and of the pull of its FROM. */
const BUILD =
  /^(?: ---> (?:Running in [0-9a-f]{12}|Using cache)|Removing intermediate container [0-9a-f]{12}|\S+: Pulling from .*|Digest: .*|Status: .*)\n/gm

/** Runs a script; of what it printed, how many lines, and what Docker refused. */
async function press(script: string) {
  const printed = { stdout: '', stderr: '' }
  const writer = (stream: 'stdout' | 'stderr') => {
    const decoder = new TextDecoder()
    return (bytes: Uint8Array) => void (printed[stream] += decoder.decode(bytes, { stream: true }))
  }
  const exitCode = await docker.run(script, {
    stdout: writer('stdout'),
    stderr: writer('stderr'),
  })
  const refusals = printed.stderr.match(/^(docker: |Error).*$/gm) ?? []
  return {
    exitCode,
    lines: printed.stdout.replace(LAYER, '').replace(BUILD, '').split('\n').length,
    refusals: refusals.map((line) => line.replace(/[0-9a-f]{12,64}/g, '<id>')),
  }
}

test.each(await snippetNames())('%s.sh does the same when Run is pressed again', async (name) => {
  const text = await readFile(recordingFile(name), 'utf8')
  const recording = v.parse(Recording, JSON.parse(text))
  const script = await readSnippet(name)
  const first = await press(script)
  expect(first.exitCode).toBe(recording.exitCode)
  expect(await press(script)).toEqual(first)
})
