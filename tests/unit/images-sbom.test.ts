import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { unpackTree } from '../../docker/images/build/tree.ts'
import { Index, Manifest } from '../../docker/registry/oci.ts'
import { sha256 } from '../../docker/registry/digest.ts'
import { gunzipSync } from 'node:zlib'

const ROOT = fileURLToPath(new URL('../../public/v2', import.meta.url))

const Sbom = v.object({
  bomFormat: v.literal('CycloneDX'),
  specVersion: v.literal('1.6'),
  components: v.array(
    v.object({
      name: v.string(),
      version: v.string(),
      purl: v.string(),
      hashes: v.array(v.object({ alg: v.string(), content: v.string() })),
      externalReferences: v.optional(v.array(v.object({ type: v.string(), url: v.string() }))),
    }),
  ),
})

const json = (path: string): unknown => {
  if (!existsSync(join(ROOT, path)))
    throw new Error(`no ${path} in public/v2: run "npm run setup" first`)
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
}
const repositories = readdirSync(join(ROOT, 'library')).sort()

async function packagesInLayers(repository: string): Promise<string[]> {
  const folder = `library/${repository}`
  const index = v.parse(Index, json(`${folder}/manifests/latest`))
  const manifest = v.parse(Manifest, json(`${folder}/manifests/${index.manifests[0]?.digest}`))
  const names = new Set<string>()
  for (const layer of manifest.layers) {
    const blob = new Uint8Array(readFileSync(join(ROOT, folder, 'blobs', layer.digest)))
    const tree = unpackTree(new Uint8Array(gunzipSync(blob)))
    for (const path of tree.keys()) {
      const name = /^usr\/share\/doc\/([^/]+)\/copyright$/.exec(path)?.[1]
      if (name !== undefined) names.add(name)
    }
  }
  return [...names]
}

test('the SBOM names every package in the images’ layers, with its source', async () => {
  const { components } = v.parse(Sbom, json('sbom.json'))
  const debs = components.filter(({ purl }) => purl.startsWith('pkg:deb/debian/'))
  const found = await Promise.all(repositories.map(packagesInLayers))
  expect(debs.map(({ name }) => name).sort()).toEqual([...new Set(found.flat())].sort())
  for (const { version, hashes, externalReferences } of debs) {
    expect(version).not.toBe('')
    expect(hashes[0]).toMatchObject({ alg: 'SHA-256', content: expect.stringMatching(/^\w{64}$/) })
    expect(externalReferences?.[0]?.url).toMatch(/^https:\/\/snapshot\.debian\.org\/package\//)
  }
})

test('the SBOM names every image by the digest that its tag has', async () => {
  const { components } = v.parse(Sbom, json('sbom.json'))
  const images = components.filter(({ purl }) => purl.startsWith('pkg:oci/'))
  const served = await Promise.all(
    repositories.map(async (name) => {
      const bytes = readFileSync(join(ROOT, `library/${name}/manifests/latest`))
      return `${name}@${await sha256(new Uint8Array(bytes))}`
    }),
  )
  expect(images.map(({ name, version }) => `${name}@${version}`).sort()).toEqual(served)
})
