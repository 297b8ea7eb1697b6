import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { openDockerNode } from '../../docker/host/node.ts'

const published = fileURLToPath(new URL('../../public', import.meta.url))

const sessions: { close(): Promise<void> }[] = []
afterAll(() => Promise.all(sessions.map((session) => session.close())))

/** A session on a registry where one file is answered differently. */
function openWith(answer: (path: string) => Response | undefined) {
  const session = openDockerNode(published, async (url) => {
    const path = new URL(url).pathname
    const other = answer(path)
    if (other) return other
    return new Response(await readFile(published + path))
  })
  sessions.push(session)
  return async (...argv: string[]) => {
    let text = ''
    const write = (bytes: Uint8Array) => void (text += new TextDecoder().decode(bytes))
    const code = await session.command(argv, { stdout: write, stderr: write })
    return { code, text }
  }
}

it('refuses a layer with another digest, names it, and keeps nothing of it', async () => {
  let spoil = true
  const docker = openWith((path) =>
    spoil && /lua\/blobs\/sha256:/.test(path) ? new Response(new Uint8Array(1000)) : undefined,
  )
  const { code, text } = await docker('run', '--rm', 'lua', 'lua', '-e', 'print(1)')
  expect(text).toMatch(/sha256:[0-9a-f]{64}/)
  expect(code).toBe(125)
  expect((await docker('images', '-q')).text).toBe('')
  spoil = false
  expect(await docker('run', '--rm', 'lua', 'lua', '-e', 'print(1)')).toMatchObject({ code: 0 })
})

it('names a download that failed, and the same command works when it comes through', async () => {
  let broken = true
  const docker = openWith((path) =>
    broken && /base\/blobs\/sha256:/.test(path) ? new Response('', { status: 503 }) : undefined,
  )
  const { code, text } = await docker('run', '--rm', 'base', 'true')
  expect(text).toContain('/v2/library/base/blobs/sha256:')
  expect(code).toBe(125)
  broken = false
  expect((await docker('run', '--rm', 'base', 'true')).code).toBe(0)
})
