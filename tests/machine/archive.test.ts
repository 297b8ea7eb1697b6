import { gzipSync } from 'node:zlib'
import { packTar, unpackTar, type TarEntry } from 'modern-tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEngine, until } from './engine.ts'

const { session, call, send, docker } = openEngine()
afterAll(() => session.close())

const encoder = new TextEncoder()

/** Creates and runs a container with a script to its end, or leaves it running. */
async function container(name: string, script: string, wait = true) {
  const body = { Image: 'base', Cmd: ['sh', '-c', script] }
  const created = await call('POST', `/containers/create?name=${name}`, { body })
  if (created.status !== 201) throw new Error(created.text)
  await call('POST', `/containers/${name}/start`)
  if (wait) await call('POST', `/containers/${name}/wait`)
}

async function download(name: string, path: string) {
  const response = await send('GET', `/containers/${name}/archive?path=${encodeURIComponent(path)}`)
  if (response.status !== 200) return { status: response.status, message: await response.text() }
  const stat: unknown = JSON.parse(
    Buffer.from(response.headers.get('X-Docker-Container-Path-Stat') ?? '', 'base64').toString(),
  )
  const entries = await unpackTar(new Uint8Array(await response.arrayBuffer()))
  return { stat, entries, names: entries.map(({ header }) => header.name) }
}

const textOf = (data: Uint8Array | undefined) => new TextDecoder().decode(data)

async function upload(name: string, path: string, entries: TarEntry[], query = '', gzip = false) {
  const tar = await packTar(entries)
  return call('PUT', `/containers/${name}/archive?path=${encodeURIComponent(path)}${query}`, {
    raw: gzip ? gzipSync(tar) : tar,
  })
}

const file = (name: string, text: string): TarEntry => ({
  header: { name, size: encoder.encode(text).length, type: 'file', mode: 0o640, uid: 7, gid: 8 },
  body: text,
})

beforeAll(async () => {
  await docker('docker pull base')
  await container(
    'files',
    [
      'mkdir -p /made/deep && cd /made && echo hello >deep/file && chmod 4755 deep/file',
      'ln -s deep/file link && ln -s /made/deep folder && ln -s nowhere/at/all broken && ln -s ../../../../../etc up',
      'ln deep/file deep/hard && mkfifo pipe && chmod 1777 deep',
      'touch -d "2001-02-03 04:05:06" deep/file',
      'rm /etc/group && echo x >>/etc/passwd && mkdir /etc/new',
    ].join(' && '),
  )
}, 60_000)

describe('files out of a container', () => {
  it('come as a tar of the path’s last part, with what the path is', async () => {
    const { stat, names, entries } = await download('files', '/made/deep')
    // Modes are Go's: a folder is the highest bit, the sticky bit is 1 << 20.
    expect(stat).toMatchObject({ name: 'deep', mode: 2 ** 31 + 2 ** 20 + 0o777, linkTarget: '' })
    expect(names).toEqual(['deep/', 'deep/file', 'deep/hard'])
    // Docker's tars have the kind of file in the mode, as Go's had it before 1.9.
    expect(entries?.[1]?.header).toMatchObject({ mode: 0o104755, size: 6, type: 'file' })
    expect(textOf(entries?.[1]?.data)).toBe('hello\n')
    expect(entries?.[2]?.header).toMatchObject({ type: 'link', linkname: 'deep/file' })
  })

  it.each([
    ['/made/deep/file', ['file'], 'file', 2 ** 23 + 0o755, ''],
    ['made/../made/deep//file', ['file'], 'file', 2 ** 23 + 0o755, ''],
    ['/made/link', ['link'], 'link', 2 ** 27 + 0o777, '/made/deep/file'],
    ['/made/folder', ['folder'], 'folder', 2 ** 27 + 0o777, '/made/deep'],
    ['/made/folder/', ['folder/', 'folder/file', 'folder/hard'], 'folder', undefined, ''],
    ['/made/folder/.', ['./', './file', './hard'], '.', undefined, ''],
    ['/made/folder/file', ['file'], 'file', 2 ** 23 + 0o755, ''],
    ['/made/broken', ['broken'], 'broken', 2 ** 27 + 0o777, '/made/nowhere/at/all'],
    ['/made/up', ['up'], 'up', 2 ** 27 + 0o777, '/etc'],
    ['/made/pipe', ['pipe'], 'pipe', 2 ** 25 + 0o644, ''],
  ])('%s', async (path, names, name, mode, linkTarget) => {
    const found = await download('files', path)
    expect(found.names).toEqual(names)
    expect(found.stat).toMatchObject({ name, linkTarget, ...(mode && { mode }) })
  })

  it('tell the time to the nanosecond, and HEAD tells the same without a body', async () => {
    const path = '/containers/files/archive?path=/made/deep/file'
    const head = await call('HEAD', path)
    expect(head).toMatchObject({ status: 200, text: '' })
    const header = head.headers.get('X-Docker-Container-Path-Stat') ?? ''
    expect(JSON.parse(Buffer.from(header, 'base64').toString())).toEqual({
      name: 'file',
      size: 6,
      mode: 2 ** 23 + 0o755,
      mtime: '2001-02-03T04:05:06Z',
      linkTarget: '',
    })
    expect((await call('HEAD', '/containers/files/archive?path=/none')).status).toBe(404)
  })

  it('of the root begin with a slash', async () => {
    const { names = [], stat } = await download('files', '/')
    expect(stat).toMatchObject({ name: '/' })
    expect(names.slice(0, 2)).toEqual(['/', '/.dockerenv'])
    expect(names).toContain('/made/deep/file')
  })

  it('are refused in dockerd’s words', async () => {
    const get = (path: string) => call('GET', `/containers/${path}`)
    expect(await get('files/archive?path=/none/x')).toMatchObject({
      status: 404,
      json: { message: 'Could not find the file /none/x in container files' },
    })
    expect(await get('files/archive')).toMatchObject({
      status: 400,
      json: { message: 'bad parameter: pathcannot be empty' },
    })
    expect(await get('none/archive?path=/')).toMatchObject({ status: 404 })
    expect((await get('files/archive?path=/made/deep/file/')).status).toBe(500)
  })

  it('come out of one that runs, too', async () => {
    await container('runs', 'echo live >/live; sleep 1000', false)
    await until(async () => (await download('runs', '/live')).names !== undefined)
    const { entries } = await download('runs', '/live')
    expect(textOf(entries?.[0]?.data)).toBe('live\n')
    expect((await upload('runs', '/tmp', [file('given', 'given')])).status).toBe(200)
    const put = await download('runs', '/tmp/given')
    expect(textOf(put.entries?.[0]?.data)).toBe('given')
    await call('POST', '/containers/runs/kill')
  })
})

describe('files into a container', () => {
  it.each([false, true])('go where the path is, links followed (compressed: %s)', async (gzip) => {
    const answer = await upload('files', '/made/folder', [file('new', 'new text')], '', gzip)
    expect(answer).toMatchObject({ status: 200, text: '' })
    const { entries } = await download('files', '/made/deep/new')
    expect(entries?.[0]?.header).toMatchObject({ mode: 0o100640, uid: 7, gid: 8 })
    expect(textOf(entries?.[0]?.data)).toBe('new text')
  })

  it('cannot leave it', async () => {
    expect((await upload('files', '/made', [file('../../../escaped', 'x')])).status).toBe(500)
    const link: TarEntry = {
      header: { name: 'out', type: 'symlink', linkname: '../../../../tmp', size: 0 },
    }
    expect((await upload('files', '/made', [link, file('out/inside', 'x')])).status).toBe(200)
    expect((await download('files', '/tmp/inside')).names).toEqual(['inside'])
  })

  it('go into volumes and not into what is read-only, though the container never ran', async () => {
    const create = (name: string, HostConfig: object) =>
      call('POST', `/containers/create?name=${name}`, { body: { Image: 'base', HostConfig } })
    await create('keeps', { Binds: ['kept:/srv/kept', 'locked:/srv/locked:ro'] })
    expect((await upload('keeps', '/srv/kept', [file('note', 'kept')])).status).toBe(200)
    expect(await upload('keeps', '/srv/locked', [file('note', 'x')])).toMatchObject({
      status: 500,
      json: { message: 'mounted volume is marked read-only' },
    })
    expect((await download('keeps', '/srv')).names).toEqual([
      'srv/',
      'srv/kept/',
      'srv/kept/note',
      'srv/locked/',
    ])
    await create('other', { Binds: ['kept:/mine'], ReadonlyRootfs: true })
    const { entries } = await download('other', '/mine/note')
    expect(textOf(entries?.[0]?.data)).toBe('kept')
    expect(await upload('other', '/tmp', [file('note', 'x')])).toMatchObject({
      status: 500,
      json: { message: 'container rootfs is marked read-only' },
    })
  })

  it('are their user’s where that is asked for', async () => {
    const body = { Image: 'base', User: '12:34' }
    await call('POST', '/containers/create?name=owned', { body })
    expect((await upload('owned', '/tmp', [file('mine', 'x')], '&copyUIDGID=1')).status).toBe(200)
    const { entries } = await download('owned', '/tmp/mine')
    expect(entries?.[0]?.header).toMatchObject({ uid: 12, gid: 34 })
  })

  it('are 30 MB without being collected', async () => {
    const bytes = new Uint8Array(30_000_000).map((_, i) => (i * 31 + (i >> 9)) & 255)
    const header = { name: 'big', size: bytes.length, type: 'file' as const }
    expect((await upload('files', '/made', [{ header, body: bytes }])).status).toBe(200)
    const { entries } = await download('files', '/made/big')
    expect(Buffer.compare(entries?.[0]?.data ?? new Uint8Array(), bytes)).toBe(0)
  }, 60_000)

  it('are refused in dockerd’s words', async () => {
    expect(await upload('files', '/none', [])).toMatchObject({
      status: 404,
      json: { message: 'Could not find the file /none in container files' },
    })
    expect(await upload('files', '/made/link', [])).toMatchObject({
      status: 500,
      json: { message: 'extraction point is not a directory' },
    })
    expect(
      await upload('files', '/made', [file('deep', 'x')], '&noOverwriteDirNonDir=1'),
    ).toMatchObject({
      status: 500,
      json: {
        message:
          'Error processing tar file(exit status 1): cannot overwrite directory "/made/deep" with non-directory "/made"',
      },
    })
    const folder: TarEntry = { header: { name: 'pipe/', type: 'directory', size: 0 } }
    expect(await upload('files', '/made', [folder], '&noOverwriteDirNonDir=1')).toMatchObject({
      status: 500,
      json: {
        message:
          'Error processing tar file(exit status 1): cannot overwrite non-directory "/made/pipe" with directory "/made"',
      },
    })
    const raw = encoder.encode('this is no tar'.repeat(100))
    expect(await call('PUT', '/containers/files/archive?path=/', { raw })).toMatchObject({
      status: 500,
      json: {
        message: 'Error processing tar file(exit status 1): archive/tar: invalid tar header',
      },
    })
  })
})

describe('a container’s changes', () => {
  it('are told by kind', async () => {
    await container(
      'changed',
      'rm /etc/group; echo x >>/etc/passwd; mkdir /fresh; touch /fresh/file',
    )
    expect((await call('GET', '/containers/changed/changes')).json).toEqual([
      { Path: '/etc', Kind: 0 },
      { Path: '/etc/group', Kind: 2 },
      { Path: '/etc/passwd', Kind: 0 },
      { Path: '/fresh', Kind: 1 },
      { Path: '/fresh/file', Kind: 1 },
    ])
    const body = { Image: 'base' }
    await call('POST', '/containers/create?name=untouched', { body })
    expect((await call('GET', '/containers/untouched/changes')).text).toBe('null\n')
  })
})

describe('an export', () => {
  it('is the container’s files, without what is mounted over them', async () => {
    const response = await send('GET', '/containers/files/export')
    const entries = await unpackTar(new Uint8Array(await response.arrayBuffer()))
    const names = entries.map(({ header }) => header.name)
    expect(names).toContain('made/deep/file')
    expect(names).toContain('etc/new/')
    expect(names).not.toContain('etc/group')
    expect(names).not.toContain('proc/self')
    expect(names[0]).toBe('.dockerenv')
  })
})
