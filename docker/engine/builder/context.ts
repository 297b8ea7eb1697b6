import { decompress } from '../../registry/compression.ts'
import { InvalidLayer } from '../../registry/errors.ts'
import { concat } from '../../registry/bytes.ts'
import { parseDockerfile, type Dockerfile } from '../dockerfile/parse.ts'
import { EngineError, invalid, unclassified } from '../errors.ts'
import { matchesPatterns, readIgnoreFile } from '../go/patterns.ts'
import { treeOf, type SourceFiles } from './sources.ts'
import { TreeHashes } from './tarsum.ts'
import type { FileTree } from './tree.ts'

/** Bytes that a context may have, as it comes and decompressed: as much as the machine has memory. */
export const MAX_CONTEXT = 256 * 1024 * 1024

/** What a build works with besides its options. */
export interface BuildContext {
  files: SourceFiles
  dockerfile: Dockerfile
}

/**
 * Reads a build's context and its Dockerfile (dockerd's `remotecontext.Detect`).
 * @param path the Dockerfile's in the context
 * @throws EngineError in dockerd's words
 */
export async function readContext(
  body: ReadableStream<Uint8Array> | null,
  path: string,
): Promise<BuildContext> {
  const tree = treeOf(await uncompressed(await collect(body)))
  const { name, text } = readDockerfile(tree, path)
  let dockerfile: Dockerfile
  try {
    dockerfile = parseDockerfile(text)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw invalid(`failed to parse ${name}: ${error.message}`)
  }
  removeIgnored(tree, name)
  const opened = { tree, hashes: new TreeHashes(tree) }
  return { files: { isContext: true, open: () => Promise.resolve(opened) }, dockerfile }
}

async function collect(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = (body ?? new Blob([]).stream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return concat(chunks)
    length += value.length
    if (length > MAX_CONTEXT) {
      void reader.cancel().catch(() => undefined)
      throw tooBig()
    }
    chunks.push(value)
  }
}

async function uncompressed(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await decompress(bytes, MAX_CONTEXT)
  } catch (error) {
    if (!(error instanceof InvalidLayer)) throw error
    throw unclassified(`Error processing tar file(exit status 1): ${error.message}`)
  }
}

function tooBig() {
  return new EngineError(413, `the build context has more than ${MAX_CONTEXT} bytes`)
}

/** The Dockerfile as it was asked for, or in small letters where it was not. */
function readDockerfile(tree: FileTree, path: string): { name: string; text: string } {
  const names = path === 'Dockerfile' ? [path, path.toLowerCase()] : [path]
  for (const name of names) {
    const file = tree.lstat(tree.resolve(name))
    if (!file) continue
    if (file.header.type === 'directory') {
      throw unclassified(`unexpected error reading Dockerfile: read ${name}: is a directory`)
    }
    if (file.data.length === 0) throw invalid(`the Dockerfile (${name}) cannot be empty`)
    return { name, text: new TextDecoder().decode(file.data) }
  }
  throw unclassified(`Cannot locate specified Dockerfile: ${path}`)
}

/** A client sends these two though they are to be ignored, since the build needs them. */
function removeIgnored(tree: FileTree, dockerfile: string) {
  const file = tree.lstat(tree.resolve('.dockerignore'))
  if (file?.header.type !== 'file') return
  const patterns = readIgnoreFile(new TextDecoder().decode(file.data))
  for (const name of ['.dockerignore', dockerfile]) {
    if (matches(name, patterns)) tree.remove(tree.resolve(name))
  }
}

function matches(name: string, patterns: readonly string[]): boolean {
  try {
    return matchesPatterns(name, patterns)
  } catch {
    return false
  }
}
