/**
 * `npm test [-- FILTER…]`: sets up what the tests need, runs them, and ends with the line `N passed, N failed`.
 * A filter is a part of a test file's path, such as `tests/unit`.
 */

import { relative } from 'node:path'
import process from 'node:process'
import { startVitest } from 'vitest/node'
import { needChromium } from './chromium.node.ts'
import { installTestTools, isDebian12 } from './setup/debian.node.ts'
import { runSetup } from './setup/display.node.ts'

try {
  await runSetup()
  if (isDebian12()) await installTestTools(console.log)
  console.log(`Browser: ${needChromium()}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

const vitest = await startVitest('test', process.argv.slice(2), { run: true, watch: false })
const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()])
const inState = (state: string) => tests.filter((test) => test.result().state === state)
const count = (state: string) => inState(state).length
// A file that cannot be loaded and a rejection that nobody caught have no test of their own.
const broken =
  vitest.state.getTestModules().filter((module) => module.errors().length > 0).length +
  vitest.state.getUnhandledErrors().length
const failed = count('failed') + broken
await vitest.close()
const skipped = count('skipped')
for (const { module, fullName } of inState('skipped')) {
  console.log(`skipped: ${relative(process.cwd(), module.moduleId)} > ${fullName}`)
}
if (skipped > 0 && process.getuid?.() !== 0) {
  console.log('You are not root: tests that make files of other owners, and devices, need to be.')
}
console.log(`${count('passed')} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
process.exit(failed === 0 && count('passed') > 0 ? 0 : 1)
