/** Builds, once for all tests, what they look at: the deck as it is published, and a deck of plain blocks. */

import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { projectFolder } from '../../scripts/project.node.ts'
import { slidev } from '../../scripts/slidev.node.ts'
import { base, deckFolder, plainFolder } from './site.ts'

/** Set once it has run: Vitest asks for each project that names it, one after the other. */
const DONE = 'DECK_TESTS_BUILT'

export default async function build(): Promise<void> {
  if (process.env[DONE]) return
  const run = promisify(execFile)
  const script = ['--import', 'tsx', 'scripts/build.node.ts', '--base', base, '--out', deckFolder]
  await Promise.all([
    run(process.execPath, script, { cwd: projectFolder, maxBuffer: 64 * 1024 * 1024 }),
    slidev('build', 'tests/deck/fixtures/live.md', '--base', base, '--out', plainFolder),
  ])
  process.env[DONE] = 'yes'
}
