/** `npm run setup [-- --kernel=stock|slim]`: builds what is missing, the machine and the images. */

import process from 'node:process'
import { parseArgs } from 'node:util'
import { runSetup } from './setup/display.node.ts'
import { asKernel } from './setup/inputs.node.ts'

const { values } = parseArgs({ options: { kernel: { type: 'string' } } })

try {
  await runSetup(asKernel(values.kernel))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
