/** Runs Slidev's own command line. */

import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { needChromium } from './chromium.node.ts'
import { projectFolder } from './project.node.ts'

/** The name of the deck's PDF, in the built site and from `npm run export`. */
export const pdfName = 'image-vs-container.pdf'

/**
 * Runs `slidev` in the project's folder.
 *
 * @throws Error where it ends with another exit code than 0.
 */
export async function slidev(...args: string[]): Promise<void> {
  const packageFile = createRequire(import.meta.url).resolve('@slidev/cli/package.json')
  const child = spawn(process.execPath, [join(dirname(packageFile), 'bin/slidev.mjs'), ...args], {
    cwd: projectFolder,
    stdio: 'inherit',
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) throw new Error(`slidev ${args.join(' ')} ended with exit code ${String(code)}`)
}

/** How long the browser may take for all pages, in milliseconds: a busy computer needs more than Slidev's 30 s. */
const EXPORT_LIMIT = 120_000

/** Exports the deck as a PDF to a file; further options of `slidev export` may follow, and win over those given here. */
export function exportPdf(file: string, options: readonly string[] = []): Promise<void> {
  const own = [
    ['--executable-path', needChromium()],
    ['--output', file],
    ['--timeout', String(EXPORT_LIMIT)],
  ] as const
  // Slidev takes an option that is given twice for a list.
  const missing = own.filter(
    ([name]) => !options.some((option) => option === name || option.startsWith(`${name}=`)),
  )
  return slidev('export', 'slides.md', ...missing.flat(), ...options)
}
