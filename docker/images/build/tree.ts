import { packTar } from '../../registry/tar.ts'
import { readTar } from '../../registry/untar.ts'

/** One file of an image. */
export interface FileEntry {
  /** Path from the root, without a leading `/`; unique within a {@link FileTree}. */
  path: string
  type: 'file' | 'directory' | 'symlink' | 'link'
  /** Permission bits with setuid, setgid and sticky. */
  mode: number
  uid: number
  gid: number
  /** Seconds since 1970. */
  mtime: number
  /** Content of a `file`. */
  data?: Uint8Array
  /** What a `symlink` says, or the path of the file that a hard `link` names. */
  target?: string
}

/** Files by their path. */
export type FileTree = Map<string, FileEntry>

/** A directory that nothing else describes. */
export function directory(path: string, mtime: number, mode = 0o755): FileEntry {
  return { path, type: 'directory', mode, uid: 0, gid: 0, mtime }
}

/** The directories above a path, outermost first, without the root. */
export function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/**
 * A path of an image without `.`, `..` and slashes too many; `..` stops at the root, as it does for
 * a process inside.
 */
export function cleanPath(path: string): string {
  const clean: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') clean.pop()
    else if (part !== '' && part !== '.') clean.push(part)
  }
  return clean.join('/')
}

/** Packs a tree; the same tree gives the same bytes, whatever order it was filled in. */
export function packTree(tree: FileTree): Uint8Array<ArrayBuffer> {
  const sorted = [...tree.values()].sort(
    // A hard link has to come after the file that it names.
    (a, b) => Number(a.type === 'link') - Number(b.type === 'link') || (a.path < b.path ? -1 : 1),
  )
  return packTar(
    sorted.map(({ path, type, mode, uid, gid, mtime, data, target }) => ({
      header: {
        ...{ name: path, type, mode, uid, gid },
        mtime: new Date(mtime * 1000),
        size: data?.length ?? 0,
        ...(target !== undefined && { linkname: target }),
      },
      ...(data && { data }),
    })),
  )
}

/**
 * Unpacks a tar into a tree.
 *
 * @throws when the tar is damaged or has device nodes or FIFOs.
 */
export function unpackTree(tar: Uint8Array<ArrayBuffer>): FileTree {
  const tree: FileTree = new Map()
  for (const { header, data } of readTar(tar)) {
    const path = cleanPath(header.name)
    if (path === '') continue
    const { type, mode = 0, uid = 0, gid = 0, mtime, linkname = '' } = header
    if (type !== 'file' && type !== 'directory' && type !== 'symlink' && type !== 'link') {
      throw new Error(`${path}: a ${type} cannot be in an image built here`)
    }
    tree.set(path, {
      ...{ path, type, mode, uid, gid },
      mtime: Math.floor((mtime?.getTime() ?? 0) / 1000),
      ...(type === 'file' && { data }),
      ...(type === 'symlink' && { target: linkname }),
      ...(type === 'link' && { target: cleanPath(linkname) }),
    })
  }
  return tree
}
