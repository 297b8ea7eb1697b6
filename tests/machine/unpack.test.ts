import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { machineFilesOnDisk } from '../../docker/machine/files.node.ts'
import type { Machine, Step } from '../../docker/machine/machine.ts'
import { startMachine } from '../../docker/machine/start.ts'
import { packForAgent } from '../../docker/registry/tar.ts'

let machine: Machine

beforeAll(async () => {
  const folder = fileURLToPath(new URL('../../public/machine', import.meta.url))
  machine = await startMachine({ files: machineFilesOnDisk(folder) })
})
afterAll(() => machine.stop())

type Entry = Parameters<typeof packForAgent>[0][number]
type Type = NonNullable<Entry['header']['type']>

const entry = (
  type: Type,
  name: string,
  more: Partial<Entry['header']> & { data?: string } = {},
) => {
  const data = new TextEncoder().encode(more.data ?? '')
  return { header: { name, type, mode: 0o755, ...more, size: data.length }, data }
}

/** Unpacks entries into a folder and then runs a script in it. */
async function unpack(path: string, entries: Entry[], script: string) {
  const after: Step = { op: 'spawn', argv: ['/bin/sh', '-c', script], cwd: path }
  const steps: Step[] = [{ op: 'mkdir', path }, { op: 'unpack', path }, { op: 'finally' }, after]
  const task = machine.submit(steps)
  const [stdout, outcome] = await Promise.all([
    new Response(task.stdout).text(),
    task.done,
    packForAgent(entries).pipeTo(task.stdin),
  ])
  return { stdout, failure: outcome.failure }
}

it('no link in a layer leads out of its folder', async () => {
  const { stdout, failure } = await unpack(
    '/tmp/outside/layer',
    [
      entry('directory', 'tmp'),
      entry('symlink', 'absolute', { linkname: '/tmp' }),
      entry('symlink', 'up', { linkname: '../../..' }),
      entry('file', 'absolute/a', { data: 'a' }),
      entry('file', 'up/b', { data: 'b' }),
      entry('link', 'absolute/c', { linkname: 'up/b' }),
    ],
    'find . -type f | sort; ls /tmp/a /b /tmp/outside/b 2>/dev/null',
  )
  expect(failure).toBeUndefined()
  expect(stdout).toBe('./b\n./tmp/a\n./tmp/c\n')
})

it('later entries take the place of earlier ones, and folders keep their times', async () => {
  const time = (seconds: number) => ({ mtime: new Date(seconds * 1000) })
  const { stdout, failure } = await unpack(
    '/tmp/replaced',
    [
      entry('directory', 'd', time(100)),
      entry('file', 'd/x', { data: 'old' }),
      entry('file', 'd/x', { data: 'new' }),
      entry('symlink', 'd/y', { linkname: 'x' }),
      entry('file', 'd/y', { data: 'file' }),
      entry('file', 'deep/er/z', { data: 'z' }),
    ],
    'cat d/x d/y deep/er/z; stat -c %Y d',
  )
  expect(failure).toBeUndefined()
  expect(stdout).toBe('newfilez100\n')
})
