import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readDocuments } from '../../composables/image/documents.ts'

const PUBLIC = fileURLToPath(new URL('../../public/', import.meta.url))

const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`
const oci = (type: string) => `application/vnd.oci.image.${type}`

/** A registry with one image, `made`; `change` replaces files, or takes them away. */
function registry(change: Record<string, string | Error> = {}) {
  const layers = ['base', 'app'].map((content) => ({
    mediaType: oci('layer.v1.tar+gzip'),
    digest: digestOf(content),
    size: content.length,
  }))
  const config = JSON.stringify({
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [digestOf('tar 1'), digestOf('tar 2')] },
    history: [{ created_by: 'ADD base /' }, { created_by: 'COPY app /' }],
  })
  const manifest = JSON.stringify({
    config: {
      mediaType: oci('config.v1+json'),
      digest: digestOf(config),
      size: config.length,
    },
    layers,
  })
  const index = JSON.stringify({
    manifests: [
      { mediaType: oci('manifest.v1+json'), digest: digestOf(manifest), size: manifest.length },
    ],
  })
  const files: Record<string, string | Error> = {
    index,
    manifest,
    config,
    ...change,
  }
  const addresses: Record<string, string> = {
    'v2/library/made/manifests/latest': 'index',
    [`v2/library/made/manifests/${digestOf(manifest)}`]: 'manifest',
    [`v2/library/made/blobs/${digestOf(config)}`]: 'config',
  }
  const read = (address: string) => {
    const file = files[addresses[address] ?? ''] ?? new Error('the host answers 404')
    return file instanceof Error
      ? Promise.reject(file)
      : Promise.resolve(new TextEncoder().encode(file))
  }
  return { read, index, manifest, config, layers }
}

test('the tag leads to the index, and each digest to the document whose bytes have it', async () => {
  const { read, index, manifest, config, layers } = registry()
  const documents = await readDocuments('made', read)
  expect(documents.failure).toBeUndefined()
  expect(documents.index).toMatchObject({ expected: undefined, computed: digestOf(index) })
  for (const [document, text] of [
    [documents.manifest, manifest],
    [documents.config, config],
  ] as const) {
    expect(document?.expected).toBe(digestOf(text))
    expect(document?.computed).toBe(digestOf(text))
    expect(document?.size).toBe(text.length)
    expect(document?.json).toEqual(JSON.parse(text))
  }
  expect(documents.manifest?.content.layers).toEqual(layers)
})

describe('what is wrong is said, with the file, and what was read before it stays', () => {
  test.each([
    ['index', new Error('the host answers 404'), 'the host answers 404', []],
    ['index', '<!doctype html>', 'not JSON', []],
    ['index', '{"manifests":[]}', 'not an image’s index', []],
    ['manifest', new Error('the host answers 404'), 'the host answers 404', ['index']],
    ['manifest', '{}', 'not an image’s manifest', ['index']],
    ['config', new Error('it could not be fetched'), 'could not be fetched', ['index', 'manifest']],
  ] as const)('%s: %s', async (kind, file, reason, left) => {
    const documents = await readDocuments('made', registry({ [kind]: file }).read)
    expect(documents.failure?.kind).toBe(kind)
    expect(documents.failure?.message).toMatch(/^v2\/library\/made\/(manifests|blobs)\/[\w:]+: /)
    expect(documents.failure?.message).toContain(reason)
    expect(documents.failure?.message).toContain('npm run setup')
    const read = (['index', 'manifest', 'config'] as const).filter((name) => documents[name])
    expect(read).toEqual(left)
  })

  test('bytes with another digest are shown, and nothing that they name is followed', async () => {
    const { manifest } = registry()
    const forged = `${manifest} `
    const documents = await readDocuments('made', registry({ manifest: forged }).read)
    expect(documents.manifest).toMatchObject({
      expected: digestOf(manifest),
      computed: digestOf(forged),
    })
    expect(documents.failure).toMatchObject({ kind: 'manifest' })
    expect(documents.failure?.message).toContain(digestOf(forged))
    expect(documents.config).toBeUndefined()
  })

  test('a config that names other layers than the manifest', async () => {
    const config = JSON.stringify({ rootfs: { diff_ids: [digestOf('tar 1')] }, history: [] })
    const made = registry()
    const manifest = made.manifest.replaceAll(digestOf(made.config), digestOf(config))
    const index = made.index.replaceAll(digestOf(made.manifest), digestOf(manifest))
    const files: Record<string, string> = {
      'v2/library/made/manifests/latest': index,
      [`v2/library/made/manifests/${digestOf(manifest)}`]: manifest,
      [`v2/library/made/blobs/${digestOf(config)}`]: config,
    }
    const documents = await readDocuments('made', (address) =>
      Promise.resolve(new TextEncoder().encode(files[address])),
    )
    expect(documents.failure).toMatchObject({ kind: 'config' })
    expect(documents.failure?.message).toContain('names 1 layers where the manifest has 2')
  })
})

test('the images that the deck serves have the digests by which they are named', async () => {
  if (!existsSync(`${PUBLIC}v2`)) throw new Error('no images in public/v2: run "npm run setup"')
  const documents = await readDocuments(
    'greet',
    async (address) => new Uint8Array(await readFile(`${PUBLIC}${address}`)),
  )
  expect(documents.failure).toBeUndefined()
  expect(documents.manifest?.computed).toBe(documents.manifest?.expected)
  expect(documents.config?.computed).toBe(documents.config?.expected)
})
