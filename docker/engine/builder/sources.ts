import { InvalidLayer } from '../../registry/errors.ts'
import { InvalidTar, readTar } from '../../registry/untar.ts'
import { EngineError, unclassified } from '../errors.ts'
import { globMatches } from '../go/glob.ts'
import { joinPath } from '../go/path.ts'
import { hashTexts, TreeHashes } from './tarsum.ts'
import { FileTree } from './tree.ts'

/** One file or folder that COPY or ADD takes. */
export interface Source {
  tree: FileTree
  /** As it was asked for, without a slash before it. */
  path: string
  /** `file:…` or `dir:…` */
  hash: string
}

/** Where COPY and ADD take files from. */
export interface SourceFiles {
  /** Whether it is the build's context. */
  isContext: boolean
  /** The files at a path, or those that a pattern may match. */
  open(path: string): Promise<{ tree: FileTree; hashes: TreeHashes }>
}

/** A tree of a tar's files. @throws EngineError (500) in dockerd's words where it is none */
export function treeOf(tar: Uint8Array<ArrayBuffer>): FileTree {
  try {
    return new FileTree(readTar(tar))
  } catch (error) {
    if (error instanceof EngineError) throw error
    const reason =
      error instanceof InvalidTar || error instanceof InvalidLayer || error instanceof Error
        ? error.message
        : String(error)
    throw unclassified(`Error processing tar file(exit status 1): ${reason}`)
  }
}

/**
 * Finds what a COPY or ADD names (dockerd's `getCopyInfosForSourcePaths`).
 * @throws EngineError in its words
 */
export async function findSources(
  files: SourceFiles,
  keyword: 'ADD' | 'COPY',
  sources: readonly string[],
  target: string,
): Promise<Source[]> {
  const found: Source[] = []
  try {
    for (const source of sources) found.push(...(await findSource(files, keyword, source)))
    if (found.length === 0) throw unclassified('no source files were specified')
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError(error.status, `${keyword} failed: ${error.message}`)
  }
  if (found.length > 1 && !target.endsWith('/')) {
    throw unclassified(
      `When using ${keyword} with more than one source file, the destination must be a directory and end with a /`,
    )
  }
  return found
}

async function findSource(
  files: SourceFiles,
  keyword: 'ADD' | 'COPY',
  given: string,
): Promise<Source[]> {
  if (/^https?:\/\//.test(given)) {
    throw unclassified(
      keyword === 'COPY'
        ? "source can't be a URL for COPY"
        : `${given} is not reached from here: no byte leaves this engine`,
    )
  }
  const path = given.replace(/^\//, '').replace(/^\.\//, '')
  if (isOutside(path) && !hasWildcard(path)) {
    // The parentheses had the place that the path leads to, in dockerd long ago.
    throw unclassified(`forbidden path outside the build context: ${path} ()`)
  }
  const { tree, hashes } = await files.open(path)
  if (!hasWildcard(path)) return [await readSource(files, { tree, hashes, path })]
  const matching = tree.walk('').filter((file) => matches(path, file.path))
  const found: Source[] = []
  for (const file of matching) {
    found.push(await readSource(files, { tree, hashes, path: file.path }))
  }
  return found
}

/** Whether a path leads out of the folder that it begins in, links left aside. */
function isOutside(path: string): boolean {
  return !`${joinPath('/context', path)}/`.startsWith('/context/')
}

async function readSource(
  { isContext }: SourceFiles,
  { tree, hashes, path }: { tree: FileTree; hashes: TreeHashes; path: string },
): Promise<Source> {
  const resolved = tree.resolve(path)
  if (tree.isFolder(resolved)) return { tree, path, hash: await hashes.folder(path) }
  if (!tree.lstat(resolved)) {
    const missing = `stat ${path}: file does not exist`
    throw unclassified(
      isContext
        ? `file not found in build context or excluded by .dockerignore: ${missing}`
        : missing,
    )
  }
  return { tree, path, hash: `file:${await hashes.file(path)}` }
}

/** One hash of all that is copied (`getSourceHashFromInfos`). */
export async function hashOfSources(sources: readonly Source[]): Promise<string> {
  const [first, second] = sources
  if (first && !second) return first.hash
  return hashTexts(
    'multi',
    sources.map(({ hash }) => hash),
  )
}

/** Whether a name is a pattern (`containsWildcards`). */
export function hasWildcard(path: string): boolean {
  return /^(?:[^\\*?[]|\\.)*[*?[]/su.test(path)
}

/** A pattern that is none matches nothing, as with dockerd. */
function matches(pattern: string, path: string): boolean {
  try {
    return globMatches(pattern, path)
  } catch {
    return false
  }
}
