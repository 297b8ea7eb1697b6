import { concat } from '../../registry/bytes.ts'
import { sha256 } from '../../registry/digest.ts'
import { TYPE_FLAG } from '../../registry/tar.ts'
import type { FileTree, TreeFile } from './tree.ts'

/**
 * Checksums of files as dockerd's builder has them (`pkg/tarsum`, version 1): of what a tar's header says but for the
 * time, and of the content. By them it knows what has been copied before, and the history shows them.
 */
export class TreeHashes {
  readonly #tree: FileTree
  readonly #hashes = new Map<TreeFile, Promise<string>>()

  constructor(tree: FileTree) {
    this.#tree = tree
  }

  /** A file's checksum, of what it leads to where it is a link; the path itself where nothing is there. */
  async file(path: string): Promise<string> {
    const file = this.#tree.lstat(this.#tree.resolve(path))
    if (!file) return path
    const known = this.#hashes.get(file) ?? hashOf(file)
    this.#hashes.set(file, known)
    return known
  }

  /** A folder's: of all that is in it. */
  async folder(path: string): Promise<string> {
    const files = this.#tree.walk(this.#tree.resolve(path))
    const hashes = await Promise.all(files.map((file) => this.file(file.path)))
    return hashTexts('dir', hashes.sort())
  }
}

/** A checksum of checksums (`hashStringSlice`). */
export async function hashTexts(prefix: string, texts: readonly string[]): Promise<string> {
  return `${prefix}:${hex(await sha256(encoder.encode(texts.join(','))))}`
}

const encoder = new TextEncoder()

async function hashOf({ header, data, mode, path }: TreeFile): Promise<string> {
  const { type, uid = 0, gid = 0, size, linkname = '', major = 0, minor = 0 } = header
  const attributes = [...(header.xattrs ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
  const fields = [
    `name${type === 'directory' ? `${path}/` : path}`,
    `mode${mode}`,
    `uid${uid}`,
    `gid${gid}`,
    `size${size}`,
    `typeflag${TYPE_FLAG[type]}`,
    `linkname${linkname}`,
    'uname',
    'gname',
    `devmajor${major}`,
    `devminor${minor}`,
  ]
  const head: Uint8Array[] = [encoder.encode(fields.join(''))]
  for (const [name, value] of attributes) head.push(encoder.encode(name), value)
  return hex(await sha256(concat([...head, data])))
}

function hex(digest: string): string {
  return digest.slice('sha256:'.length)
}
