/** Files that a host has instead of those that were built: damaged, forged, or put together wrongly. */

import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { servedImage } from './artifacts.ts'
import { deckFolder } from './site.ts'

/** A folder to be served before the deck's own. */
export interface Damage {
  folder: string
  remove(): Promise<void>
}

/** Makes a folder with these files, by their paths under the deck. */
export async function damage(files: ReadonlyMap<string, string | Uint8Array>): Promise<Damage> {
  const folder = await mkdtemp(join(tmpdir(), 'damage-'))
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

const names = () => readdir(join(deckFolder, 'v2/library'))
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`

/** Every image's manifest with a byte more than the one that its digest is of. */
export async function forgedManifests(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const name of await names()) {
    const { index, manifest } = await servedImage(name)
    const [{ digest }] = index.content.manifests
    files.set(`v2/library/${name}/manifests/${digest}`, `${manifest.bytes.toString()} `)
  }
  return files
}

const AnyManifest = v.looseObject({ layers: v.array(v.unknown()) })
const AnyIndex = v.looseObject({
  manifests: v.tupleWithRest([v.looseObject({ digest: v.string() })], v.unknown()),
})

/** Every image with its layers upside down. All digests are right, only the config's order is another. */
export async function swappedLayers(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const name of await names()) {
    const served = await servedImage(name)
    const manifest = v.parse(AnyManifest, served.manifest.json)
    const swapped = JSON.stringify({ ...manifest, layers: manifest.layers.toReversed() })
    const index = v.parse(AnyIndex, served.index.json)
    const [first, ...rest] = index.manifests
    const named = { ...first, digest: digestOf(swapped), size: Buffer.byteLength(swapped) }
    files.set(`v2/library/${name}/manifests/${named.digest}`, swapped)
    const manifests = [named, ...rest]
    files.set(`v2/library/${name}/manifests/latest`, JSON.stringify({ ...index, manifests }))
  }
  return files
}

/** The machine's snapshot with one bit in its middle turned. */
export async function damagedSnapshot(): Promise<Map<string, Uint8Array>> {
  const machine = join(deckFolder, 'machine')
  const Facts = v.object({ snapshot: v.object({ file: v.string() }) })
  const facts: unknown = JSON.parse(await readFile(join(machine, 'machine.json'), 'utf8'))
  const { file } = v.parse(Facts, facts).snapshot
  const bytes = new Uint8Array(await readFile(join(machine, file)))
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  return new Map([[`machine/${file}`, bytes]])
}
