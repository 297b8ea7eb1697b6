/** Finds a Chromium for the tests and the PDF, or installs one. */

import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright-chromium'
import { aptGet } from './apt.node.ts'

const VARIABLES = ['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH', 'CHROME_PATH']
const COMMANDS = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser']
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/**
 * The path of a Chromium or Chrome: the one that `PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH` or `CHROME_PATH`
 * names, else an installed one, else Playwright's own; undefined where there is none.
 *
 * @throws Error where one of the variables names something that cannot be executed.
 */
export function findChromium(): string | undefined {
  for (const variable of VARIABLES) {
    const path = process.env[variable]
    if (!path) continue
    if (!isExecutable(path))
      throw new Error(`${variable} is ${path}, and that cannot be executed. Correct or unset it.`)
    return path
  }
  const folders = (process.env.PATH ?? '').split(delimiter)
  const installed = COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...installed, MAC, chromium.executablePath()].find(isExecutable)
}

/**
 * Like {@link findChromium}, but installs a Chromium where there is none, and says so: Debian's package
 * with apt where that is possible, else Playwright's build in the user's cache folder.
 *
 * @throws Error that says what to do where neither worked.
 */
export function needChromium(): string {
  const found = findChromium()
  if (found) return found
  for (const [program, ...args] of installers()) {
    console.log(`No Chromium found. Installing one: ${[program, ...args].join(' ')}`)
    spawnSync(program, args, { stdio: 'inherit' })
    const installed = findChromium()
    if (installed) return installed
  }
  throw new Error(
    'No Chromium was found and none could be installed. Install Chromium or Chrome, or name one in CHROME_PATH.',
  )
}

function installers(): [string, ...string[]][] {
  const playwright: [string, ...string[]] = ['npx', 'playwright', 'install', 'chromium']
  if (!isDebian()) return [playwright]
  const install = aptGet('install', '--yes', '--no-install-recommends', 'chromium')
  return [install, aptGet('update'), install, playwright]
}

/** On Ubuntu the package of that name is only a pointer to a snap. */
function isDebian(): boolean {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
