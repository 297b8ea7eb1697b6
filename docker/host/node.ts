/** Docker in Node, for developers, tests and recordings: the same parts on the same files, without a browser. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machineFilesOnDisk } from '../machine/files.node.ts'
import type { Machine } from '../machine/machine.ts'
import { startMachine } from '../machine/start.ts'
import type { Fetch } from '../registry/download.ts'
import { listenHere } from './ports.node.ts'
import { createSession, type Session } from './session.ts'

/** A session in Node. */
export interface NodeSession extends Session {
  /** The machine, which is started if it is not running. */
  machine(): Promise<Machine>
}

const published = fileURLToPath(new URL('../../public', import.meta.url))

/**
 * Opens a session on the machine and the images that set-up built. The machine keeps the process
 * alive until the session is closed.
 *
 * @param folder holds `machine/` and `v2/`; the deck's `public/` when not given.
 * @param fetch reads the registry; the files in `folder` when not given.
 * @param publishes whether ports that containers publish are listened on, at 127.0.0.1.
 */
export function openDockerNode(
  folder = published,
  fetch: Fetch = (url) => readPublished(folder, url),
  publishes = false,
): NodeSession {
  let machine: Promise<Machine> | undefined
  const start = (onProgress?: (loaded: number, total: number) => void) => {
    machine ??= startMachine({
      files: machineFilesOnDisk(join(folder, 'machine')),
      ...(onProgress && { onProgress }),
    })
    machine.catch(() => (machine = undefined))
    return machine
  }
  const session = createSession({
    baseUrl: 'http://localhost/',
    fetch,
    startMachine: start,
    ...(publishes && { listen: listenHere }),
  })
  return { ...session, machine: () => start() }
}

/** The registry's files as a web server would send them. */
async function readPublished(folder: string, url: string): Promise<Response> {
  try {
    return new Response(await readFile(join(folder, new URL(url).pathname)))
  } catch {
    return new Response(undefined, { status: 404 })
  }
}
