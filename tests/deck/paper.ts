/** Slidev's print view, which neither the built site nor the dev server has: served as `slidev export` does. */

import { join } from 'node:path'
import { createServer, resolveOptions } from '@slidev/cli'
import { projectFolder } from '../../scripts/project.node.ts'

/** The print view of a deck. */
export interface Paper {
  /** Address of all pages; `clicks` gives every step a page of its own. */
  url(print: 'true' | 'clicks'): string
  close(): Promise<void>
}

/** Serves the print view of a deck; `entry` is its file, from the project's folder. */
export async function servePaper(entry: string): Promise<Paper> {
  const options = await resolveOptions({ entry: join(projectFolder, entry) }, 'export')
  const server = await createServer(options, { clearScreen: false, logLevel: 'error' })
  await server.listen()
  const [address] = server.resolvedUrls?.local ?? []
  if (!address) throw new Error('The print view has no address')
  return {
    url: (print) => `${address}?print=${print}#print`,
    close: () => server.close(),
  }
}
