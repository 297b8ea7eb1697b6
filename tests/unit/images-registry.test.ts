import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeRegistry } from '../../docker/images/build/registry-layout.ts'
import {
  createRegistryServer,
  registryMiddleware,
} from '../../docker/images/build/registry-server.node.ts'
import {
  installed,
  listen,
  run,
  sampleImage,
  temporaryFolder,
  writeFiles,
} from './images-helpers.ts'

const hasSkopeo = await installed('skopeo')
const hasUmoci = await installed('umoci')

async function registry() {
  const folder = await temporaryFolder()
  const base = sampleImage('below', { 'data/hello.txt': 'hello' }, {})
  const app = sampleImage(
    'above',
    { 'data/more.txt': 'more' },
    { Cmd: ['x'], Labels: { a: 'b' } },
    base,
  )
  const root = join(folder, 'v2')
  await writeRegistry(root, [base, app])
  return { folder, root, base, app }
}

test('a blob that images share is stored once', async () => {
  const { root, base } = await registry()
  const digest = base.layers[0]?.descriptor.digest ?? ''
  const [one, two] = await Promise.all(
    ['below', 'above'].map((name) => lstat(join(root, 'library', name, 'blobs', digest))),
  )
  expect(one?.ino).toBe(two?.ino)
})

test('answers as the distribution specification says', async () => {
  const { root, app } = await registry()
  const url = `http://${await listen(createRegistryServer(root))}`
  expect((await fetch(`${url}/v2/`)).status).toBe(200)

  const manifest = await fetch(`${url}/v2/library/above/manifests/latest`)
  const bytes = new Uint8Array(await manifest.arrayBuffer())
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  expect(manifest.headers.get('Content-Type')).toBe('application/vnd.oci.image.index.v1+json')
  expect(manifest.headers.get('Docker-Content-Digest')).toBe(digest)

  const layer = app.layers[1]?.descriptor
  const head = await fetch(`${url}/v2/library/above/blobs/${layer?.digest}`, { method: 'HEAD' })
  expect(head.headers.get('Content-Length')).toBe(String(layer?.size))
  expect(head.headers.get('Content-Type')).toBe('application/octet-stream')
  expect(await head.text()).toBe('')

  expect(await (await fetch(`${url}/v2/library/above/tags/list`)).json()).toEqual({
    name: 'library/above',
    tags: ['latest'],
  })
  for (const [path, code] of [
    ['library/above/manifests/nope', 'MANIFEST_UNKNOWN'],
    [`library/above/blobs/sha256:${'0'.repeat(64)}`, 'BLOB_UNKNOWN'],
    ['library/nope/tags/list', 'NAME_UNKNOWN'],
    ['anything', 'NAME_UNKNOWN'],
  ]) {
    const missing = await fetch(`${url}/v2/${path}`)
    expect(missing.status).toBe(404)
    expect(await missing.json()).toMatchObject({ errors: [{ code }] })
  }
  expect((await fetch(`${url}/v2/library/above/blobs/uploads/`, { method: 'POST' })).status).toBe(
    405,
  )
})

test('leaves other addresses to the next handler, and does not leave its folder', async () => {
  const { folder, root } = await registry()
  await writeFiles(folder, { 'manifests/secret': 'secret' })
  const middleware = registryMiddleware(root, '/deck/v2')
  const host = await listen(
    createServer((incoming, response) => {
      middleware(incoming, response, () => response.end('next'))
    }),
  )
  const raw = (path: string) =>
    new Promise<string>((resolve, reject) => {
      request(`http://${host}`, { path }, (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => (body += chunk.toString()))
        response.on('end', () => resolve(body))
      })
        .on('error', reject)
        .end()
    })
  expect(await raw('/deck/')).toBe('next')
  expect(await raw('/v2/library/above/tags/list')).toBe('next')
  expect(await raw('/deck/v2/library/above/tags/list')).toContain('latest')
  for (const way of ['..', '%2e%2e', 'a%2f..%2f..'])
    expect(await raw(`/deck/v2/${way}/manifests/secret`)).not.toContain('secret')
})

test.runIf(hasSkopeo)('skopeo copies the image, and umoci unpacks it', async () => {
  const { folder, root, app } = await registry()
  const host = await listen(createRegistryServer(root))
  const image = `docker://${host}/library/above`
  const { stdout } = await run('skopeo', [
    ...['inspect', '--override-arch=386', '--override-os=linux', '--tls-verify=false', image],
  ])
  expect(JSON.parse(stdout)).toMatchObject({
    Digest: app.index.descriptor.digest,
    RepoTags: ['latest'],
    Architecture: '386',
    Os: 'linux',
    Labels: { a: 'b' },
    Layers: app.layers.map(({ descriptor }) => descriptor.digest),
  })
  const layout = join(folder, 'oci')
  await run('skopeo', [
    ...['copy', '--override-arch=386', '--override-os=linux', '--src-tls-verify=false'],
    ...[image, `oci:${layout}:above`],
  ])
  if (!hasUmoci) return
  const bundle = join(folder, 'bundle')
  const rootless = process.getuid?.() === 0 ? [] : ['--rootless']
  await run('umoci', ['unpack', ...rootless, '--image', `${layout}:above`, bundle])
  expect(await readFile(join(bundle, 'rootfs/data/hello.txt'), 'utf8')).toBe('hello')
  expect(await readFile(join(bundle, 'rootfs/data/more.txt'), 'utf8')).toBe('more')
})
