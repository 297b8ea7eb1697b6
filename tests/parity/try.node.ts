/**
 * Runs commands with Docker's client and with ours, each on an engine of its own, and prints where they differ:
 *
 *     npx tsx tests/parity/try.node.ts 'run --rm base echo hi' 'ps -a'
 *
 * An argument is the words after `docker`, or `sh: …` for the shell. `--list NAME` takes a list of the suite instead,
 * `--newer` the installed client instead of Debian's, `--podman` Podman instead of our engine, `--show` prints also what is equal.
 */

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { debianClient, installedClient, ourClient } from './clients.node.ts'
import { compare } from './compare.ts'
import type { CommandList } from './list.ts'
import { lists } from './lists/index.ts'
import { podman } from './lists/podman.ts'
import { runList } from './run.node.ts'
import { openEngine, openPodman } from './servers.node.ts'

const { values, positionals } = parseArgs({
  options: {
    list: { type: 'string' },
    newer: { type: 'boolean', default: false },
    podman: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})

const client = values.newer ? await installedClient() : await debianClient()
if (!client) throw new Error('no newer docker is installed here')
const us = await ourClient()
const open = values.podman ? openPodman : openEngine
const wanted = values.list === undefined ? [given(positionals)] : named(values.list)
let different = 0
for (const list of wanted) {
  const reference = await runList(client, list, open)
  const ours = await runList(us, list, open)
  for (const comparison of compare(list, reference, ours)) {
    const equal = comparison.reference === comparison.ours
    if (!equal) different++
    console.log(`${equal ? '=' : '≠'} ${comparison.step}`)
    if (!equal) console.log(difference(comparison.reference, comparison.ours))
    else if (values.show) console.log(comparison.ours)
  }
}
console.log(`${different} different`)
process.exit(different === 0 ? 0 : 1)

function given(texts: readonly string[]): CommandList {
  const steps = texts.map((text) =>
    text.startsWith('sh: ') ? { shell: text.slice(4) } : text.replace(/^docker /, ''),
  )
  return { name: 'given', steps }
}

function named(name: string): CommandList[] {
  const found = [...lists, podman].filter(
    (list) => (name === 'all' && list !== podman) || list.name === name,
  )
  if (found.length > 0) return found
  throw new Error(`no list ${name}; there are: ${lists.map((list) => list.name).join(', ')}`)
}

function difference(reference: string, ours: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'parity-'))
  const files = { docker: join(folder, 'docker'), ours: join(folder, 'ours') }
  writeFileSync(files.docker, reference)
  writeFileSync(files.ours, ours)
  const { stdout } = spawnSync('diff', ['-U99', files.docker, files.ours], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  return stdout.split('\n').slice(3).join('\n')
}
