/** `npm start [-- OPTIONS OF slidev]`: builds what is missing, then serves the deck and says where. */

import process from 'node:process'
import { runSetup } from './setup/display.node.ts'
import { SetupUnavailable } from './setup/setup.node.ts'
import { slidev } from './slidev.node.ts'

try {
  await runSetup()
} catch (error) {
  // A failed build is no reason to withhold the slides: they show recorded output then.
  const reason = error instanceof Error ? error.message : String(error)
  console.error(
    error instanceof SetupUnavailable
      ? `\n${reason}\n`
      : `\nThe set-up failed: ${reason}\nThe deck starts without a live machine and shows recorded output.\n`,
  )
}
await slidev('slides.md', ...process.argv.slice(2))
