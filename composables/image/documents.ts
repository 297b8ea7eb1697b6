/** The JSON documents that make an image, read byte by byte, so that their digests can be computed. */

import * as v from 'valibot'
import { sha256 } from './sha256.ts'

const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'a digest is not a SHA-256'))
const Descriptor = v.object({ mediaType: v.string(), digest, size: v.number() })
const Platform = v.object({ os: v.string(), architecture: v.string() })
const Index = v.object({
  manifests: v.tupleWithRest(
    [v.object({ ...Descriptor.entries, platform: v.optional(Platform) })],
    Descriptor,
  ),
})
const Manifest = v.object({ config: Descriptor, layers: v.array(Descriptor) })
const Config = v.object({
  rootfs: v.object({ diff_ids: v.array(digest) }),
  history: v.array(
    v.object({
      created_by: v.optional(v.string(), ''),
      empty_layer: v.optional(v.boolean(), false),
    }),
  ),
})

/** What a document says of another file: what it is, its digest, its size. */
export type Descriptor = v.InferOutput<typeof Descriptor>
/** The documents of an image, from its tag down. */
export type DocumentKind = 'index' | 'manifest' | 'config'

/** One of an image's documents, as it was served. */
export interface ImageDocument<Content> {
  kind: DocumentKind
  /** Its address in the registry, e.g. `v2/library/greet/manifests/latest`. */
  address: string
  /** The digest by which it was asked for; undefined where that was a tag. */
  expected: string | undefined
  /** The SHA-256 of its bytes; undefined where this browser does not compute any. */
  computed: string | undefined
  /** Bytes that were served. */
  size: number
  /** What the bytes say, complete. */
  json: unknown
  /** What of it is used here, checked. */
  content: Content
}

/** Why an image's documents end before the last. */
export interface DocumentFailure {
  /** The document that did not load, or is not what it should be. */
  kind: DocumentKind
  /** Which file, what is wrong with it, and what to do. */
  message: string
}

/** An image's documents as far as they could be read; what comes after a failure is undefined. */
export interface ImageDocuments {
  /** Repository name without `library/`. */
  name: string
  index: ImageDocument<v.InferOutput<typeof Index>> | undefined
  manifest: ImageDocument<v.InferOutput<typeof Manifest>> | undefined
  config: ImageDocument<v.InferOutput<typeof Config>> | undefined
  failure: DocumentFailure | undefined
}

/** Reads a file of the site, by its address there; throws with the reason in a few words. */
export type ReadFile = (address: string) => Promise<Uint8Array<ArrayBuffer>>

/** What to do about any file that is not as it should be. */
const REMEDY = 'npm run setup builds the images; public/v2 has to be published with the slides.'

/**
 * Follows a tag down to the config: each document names the next by its digest. Never rejects:
 * what is wrong is said in the answer.
 *
 * @param name repository name without `library/`
 */
export async function readDocuments(name: string, read: ReadFile): Promise<ImageDocuments> {
  const repository = `v2/library/${name}`
  const documents: ImageDocuments = {
    name,
    index: undefined,
    manifest: undefined,
    config: undefined,
    failure: undefined,
  }

  async function open<Schema extends v.GenericSchema>(
    kind: DocumentKind,
    address: string,
    expected: string | undefined,
    schema: Schema,
  ): Promise<ImageDocument<v.InferOutput<Schema>> | undefined> {
    const fail = (reason: string) => {
      documents.failure = { kind, message: `${address}: ${reason}. ${REMEDY}` }
      return undefined
    }
    try {
      const bytes = await read(address)
      const json = parseJson(bytes)
      if (json === undefined) return fail('not JSON, the host sent something else in its place')
      const parsed = v.safeParse(schema, json)
      if (!parsed.success) return fail(`not an image’s ${kind} (${v.summarize(parsed.issues)})`)
      const computed = await sha256(bytes)
      if (expected !== undefined && computed !== undefined && computed !== expected)
        fail(`its bytes have another digest, ${computed}`)
      const content = parsed.output
      return { kind, address, expected, computed, size: bytes.length, json, content }
    } catch (error) {
      return fail(error instanceof Error ? error.message : String(error))
    }
  }

  documents.index = await open('index', `${repository}/manifests/latest`, undefined, Index)
  if (!documents.index) return documents
  const manifest = documents.index.content.manifests[0].digest
  documents.manifest = await open(
    'manifest',
    `${repository}/manifests/${manifest}`,
    manifest,
    Manifest,
  )
  if (!documents.manifest || documents.failure) return documents
  const config = documents.manifest.content.config.digest
  const address = `${repository}/blobs/${config}`
  documents.config = await open('config', address, config, Config)
  const [layers, diffIds] = [
    documents.manifest.content.layers.length,
    documents.config?.content.rootfs.diff_ids.length ?? 0,
  ]
  if (documents.config && layers !== diffIds) {
    const reason = `it names ${diffIds} layers where the manifest has ${layers}`
    documents.failure ??= { kind: 'config', message: `${address}: ${reason}. ${REMEDY}` }
  }
  return documents
}

/** Undefined where the bytes are no JSON, as where a host answers with a page instead of 404. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return json
  } catch {
    return undefined
  }
}
