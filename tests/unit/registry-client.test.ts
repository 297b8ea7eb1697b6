import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeRegistry } from '../../docker/images/build/registry-layout.ts'
import { createRegistryServer } from '../../docker/images/build/registry-server.node.ts'
import { createRegistryClient } from '../../docker/registry/client.ts'
import { parseReference } from '../../docker/registry/reference.ts'
import { listen, sampleImage, temporaryFolder } from './images-helpers.ts'

/** A registry of one image, served over HTTP. */
async function registry() {
  const folder = await temporaryFolder()
  const image = sampleImage(
    'tiny',
    { 'hello.txt': 'hello '.repeat(5000) },
    { Cmd: ['/hello'], Env: ['A=1'] },
  )
  const root = join(folder, 'site/v2')
  await writeRegistry(root, [image])
  const host = await listen(createRegistryServer(root))
  return { root, image, client: createRegistryClient({ baseUrl: `http://${host}` }) }
}

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

test('resolves a tag to verified documents and downloads a layer with progress', async () => {
  const { root, client } = await registry()
  const resolved = await client.resolve(parseReference('tiny'))
  const manifests = join(root, 'library/tiny/manifests')
  expect(resolved.digest).toBe(sha256(await readFile(join(manifests, 'latest'))))
  expect(sha256(await readFile(join(manifests, resolved.manifestDigest)))).toBe(
    resolved.manifestDigest,
  )
  expect(resolved.config.config?.Cmd).toEqual(['/hello'])
  expect(resolved.config.history?.map(({ empty_layer }) => empty_layer ?? false)).toEqual([
    false,
    true,
  ])

  const [layer] = resolved.manifest.layers
  if (!layer) throw new Error('no layer')
  const progress: number[] = []
  const bytes = await client.blob('library/tiny', layer, {
    onProgress: (loaded) => progress.push(loaded),
  })
  expect(sha256(bytes)).toBe(layer.digest)
  expect(progress.at(-1)).toBe(layer.size)
})

test('resolves a digest, and refuses other bytes under it', async () => {
  const { root, client, image } = await registry()
  const { digest } = image.index.descriptor
  const reference = parseReference(`tiny@${digest}`)
  expect((await client.resolve(reference)).digest).toBe(digest)
  const file = join(root, 'library/tiny/manifests', digest)
  const text = await readFile(file, 'utf8')
  await rm(file)
  await writeFile(file, text.replace('"schemaVersion":2', '"schemaVersion": 2'))
  await expect(client.resolve(reference)).rejects.toMatchObject({
    name: 'DigestMismatch',
    expected: digest,
  })
})

test('refuses a layer, a config and a manifest that were tampered with, and names the digest', async () => {
  const { root, client, image } = await registry()
  const [layer] = image.layers
  if (!layer) throw new Error('no layer')
  const tampered = Uint8Array.from(layer.bytes)
  tampered[20] = (tampered[20] ?? 0) ^ 1
  await writeFile(join(root, 'library/tiny/blobs', layer.descriptor.digest), tampered)
  await expect(client.blob('library/tiny', layer.descriptor)).rejects.toMatchObject({
    name: 'DigestMismatch',
    what: 'layer',
    expected: layer.descriptor.digest,
    actual: sha256(tampered),
    message: expect.stringContaining(layer.descriptor.digest),
  })

  const config = join(root, 'library/tiny/blobs', image.configBlob.descriptor.digest)
  await writeFile(config, (await readFile(config, 'utf8')).replace('"A=1"', '"A=2"'))
  await expect(client.resolve(parseReference('tiny'))).rejects.toMatchObject({
    name: 'DigestMismatch',
    what: 'config',
  })

  const manifest = join(root, 'library/tiny/manifests', image.manifest.descriptor.digest)
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('gzip', 'zstd'))
  await expect(client.resolve(parseReference('tiny'))).rejects.toMatchObject({
    name: 'DigestMismatch',
    what: 'manifest',
  })
})

test('refuses a blob that is cut short or too long', async () => {
  const { root, client, image } = await registry()
  const [layer] = image.layers
  if (!layer) throw new Error('no layer')
  const file = join(root, 'library/tiny/blobs', layer.descriptor.digest)
  await writeFile(file, layer.bytes.subarray(0, 10))
  await expect(client.blob('library/tiny', layer.descriptor)).rejects.toMatchObject({
    name: 'DownloadFailed',
    retryable: true,
  })
  await writeFile(file, Buffer.concat([layer.bytes, Buffer.from('x')]))
  await expect(client.blob('library/tiny', layer.descriptor)).rejects.toMatchObject({
    name: 'DownloadFailed',
    retryable: false,
  })
})

test('tells a missing tag, repository, blob and registry apart in dockerd’s words', async () => {
  const { root, client, image } = await registry()
  await expect(client.resolve(parseReference('tiny:nope'))).rejects.toMatchObject({
    name: 'NotFound',
    missing: 'manifest',
    message: 'manifest for tiny:nope not found: manifest unknown: manifest unknown',
  })
  await expect(client.resolve(parseReference('nope'))).rejects.toMatchObject({
    name: 'NotFound',
    missing: 'repository',
    message:
      "pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  })
  await expect(client.resolve(parseReference('ghcr.io/a/b'))).rejects.toMatchObject({
    name: 'RegistryUnreachable',
    domain: 'ghcr.io',
  })
  const [layer] = image.layers
  if (!layer) throw new Error('no layer')
  await rm(join(root, 'library/tiny/blobs', layer.descriptor.digest))
  await expect(client.blob('library/tiny', layer.descriptor)).rejects.toMatchObject({
    name: 'NotFound',
    missing: 'blob',
  })
})

test('a page that a static host sends with 200 is a missing file', async () => {
  const host = await listen(
    createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end('<!doctype html><title>Deck</title>')
    }),
  )
  const client = createRegistryClient({ baseUrl: `http://${host}/deck` })
  await expect(client.resolve(parseReference('base'))).rejects.toMatchObject({ name: 'NotFound' })
  await expect(
    client.blob('library/base', { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 5 }),
  ).rejects.toMatchObject({ name: 'NotFound' })
})

test('a server that fails or is not there may be asked again, and is named', async () => {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    response.statusCode = 503
    response.end()
  })
  const host = await listen(server)
  const client = createRegistryClient({ baseUrl: `http://${host}/deck/` })
  const url = `http://${host}/deck/v2/library/base/manifests/latest`
  const failure = { name: 'DownloadFailed', retryable: true, url }
  await expect(client.resolve(parseReference('base'))).rejects.toMatchObject(failure)
  expect(requests).toEqual(['/deck/v2/library/base/manifests/latest'])
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await expect(client.resolve(parseReference('base'))).rejects.toMatchObject(failure)
})

test('a document that is not one is refused with the place of the fault', async () => {
  const { root, client } = await registry()
  const file = join(root, 'library/tiny/manifests/latest')
  await rm(file)
  await writeFile(
    file,
    '{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"md5:1","size":1}]}',
  )
  await expect(client.resolve(parseReference('tiny'))).rejects.toMatchObject({
    name: 'DownloadFailed',
    retryable: false,
  })
  await writeFile(file, 'not JSON')
  await expect(client.resolve(parseReference('tiny'))).rejects.toThrow('not JSON')
  await writeFile(file, '{"schemaVersion":2,"manifests":[]}')
  await expect(client.resolve(parseReference('tiny'))).rejects.toThrow(
    'no matching manifest for linux/386',
  )
})

test('an abort ends a download with the reason given', async () => {
  const controller = new AbortController()
  const host = await listen(
    createServer((_, response) => {
      response.setHeader('Content-Type', 'application/octet-stream')
      response.write('some')
    }),
  )
  const client = createRegistryClient({ baseUrl: `http://${host}` })
  const reason = new Error('stopped by the user')
  await expect(
    client.blob(
      'library/base',
      { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 500 },
      { signal: controller.signal, onProgress: () => controller.abort(reason) },
    ),
  ).rejects.toBe(reason)
})
