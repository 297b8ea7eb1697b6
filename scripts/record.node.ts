/** `npm run record [-- NAME…]`: runs snippets, all where none is named, on the real machine and writes down what they print. */

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import * as v from 'valibot'
import type { Recording } from '../composables/snippet/recording.ts'
import { MachineManifest } from '../docker/machine/manifest.ts'
import { readSnippet, recordingFile, runSnippet, snippetNames, TRACED } from './snippets.node.ts'
import { projectFolder } from './project.node.ts'

const versions = await machineVersions()
const known = await snippetNames()
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`snippets/ has no ${unknown.map((name) => `${name}.sh`).join(', ')}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : known) {
  const script = await readSnippet(name)
  const { exitCode, ...told } = await runSnippet(script, { traced: TRACED.includes(name) })
  const recordedAt = new Date().toISOString().slice(0, 10)
  const recording: Recording = { script, recordedAt, versions, exitCode, ...told }
  const file = recordingFile(name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(recording, null, 2)}\n`)
  console.log(`${name}.sh: exit code ${exitCode}, ${file}`)
}

async function machineVersions(): Promise<Record<string, string>> {
  const file = join(projectFolder, 'public/machine/machine.json')
  const manifest = v.parse(MachineManifest, JSON.parse(await readFile(file, 'utf8')))
  return {
    Linux: manifest.kernelVersion,
    crun: manifest.crunVersion,
    v86: manifest.emulator,
  }
}
