/** The images that the built deck serves, read from its files: what slides show of them has to agree. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { deckFolder } from './site.ts'

const Descriptor = v.object({ digest: v.string(), size: v.number() })
const Index = v.object({ manifests: v.tupleWithRest([Descriptor], Descriptor) })
const Manifest = v.object({ config: Descriptor, layers: v.array(Descriptor) })
const Config = v.object({
  os: v.string(),
  architecture: v.string(),
  rootfs: v.object({ diff_ids: v.array(v.string()) }),
  history: v.array(
    v.object({ created_by: v.string(), empty_layer: v.optional(v.boolean(), false) }),
  ),
})

/** One of an image's documents: its bytes, and what they say. */
interface Document<Content> {
  bytes: Buffer
  json: unknown
  content: Content
}

/** An image as it is served. */
export interface ServedImage {
  index: Document<v.InferOutput<typeof Index>>
  manifest: Document<v.InferOutput<typeof Manifest>>
  config: Document<v.InferOutput<typeof Config>>
}

/** Path of a repository's files in the built deck. */
const repository = (name: string) => join(deckFolder, 'v2/library', name)

async function read<Schema extends v.GenericSchema>(
  file: string,
  schema: Schema,
): Promise<Document<v.InferOutput<Schema>>> {
  const bytes = await readFile(file)
  const json: unknown = JSON.parse(bytes.toString())
  return { bytes, json, content: v.parse(schema, json) }
}

/** Reads an image's documents; `name` is without `library/`. */
export async function servedImage(name: string): Promise<ServedImage> {
  const index = await read(join(repository(name), 'manifests/latest'), Index)
  const [{ digest }] = index.content.manifests
  const manifest = await read(join(repository(name), 'manifests', digest), Manifest)
  const config = await read(join(repository(name), 'blobs', manifest.content.config.digest), Config)
  return { index, manifest, config }
}

/** The bytes of a layer, compressed as it is served. */
export function servedLayer(name: string, digest: string): Promise<Buffer> {
  return readFile(join(repository(name), 'blobs', digest))
}

/** What set-up wrote down about the machine. */
export async function servedMachine(): Promise<{ kernelVersion: string }> {
  const json: unknown = JSON.parse(await readFile(join(deckFolder, 'machine/machine.json'), 'utf8'))
  return v.parse(v.object({ kernelVersion: v.string() }), json)
}
