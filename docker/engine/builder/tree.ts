import type { TarHeader } from '../../registry/tar.ts'
import type { ReadEntry } from '../../registry/untar.ts'
import { cleanPath, dirName } from '../go/path.ts'

/** A file of a tree; its name is its path, without a slash before it. */
export interface TreeFile {
  readonly path: string
  readonly header: TarHeader
  readonly data: Uint8Array<ArrayBuffer>
  /** As the entry has it, with the bits of the file's kind that some writers put there. */
  readonly mode: number
}

/** Symbolic links that are followed on one path. */
const MAX_LINKS = 255

/** The files of a tar as a file system would have them: what a build copies from. Paths have no slash before them. */
export class FileTree {
  readonly #files = new Map<string, TreeFile>()

  /** @throws Error where an entry is outside of the tree, or a hard link leads to nothing */
  constructor(entries: Iterable<ReadEntry>) {
    for (const { header, data, mode } of entries) this.#add(header, data, mode)
  }

  /** Adds or replaces a file as unpacking would. */
  #add(header: TarHeader, data: Uint8Array<ArrayBuffer>, mode: number) {
    const name = inside(header.name)
    if (name === '') return
    const folder = this.resolve(folderOf(name))
    const path = folder === '' ? baseOf(name) : `${folder}/${baseOf(name)}`
    const known = this.#files.get(path)
    if (known && !(known.header.type === 'directory' && header.type === 'directory')) {
      this.remove(path)
    }
    this.#addFolders(folder)
    if (header.type !== 'link') {
      this.#files.set(path, { path, header, data, mode })
      return
    }
    const target = this.#files.get(inside(header.linkname ?? ''))
    if (!target) throw new Error(`link ${header.linkname} ${path}: no such file or directory`)
    this.#files.set(path, { ...target, path })
  }

  #addFolders(folder: string) {
    for (let path = folder; path !== '' && !this.#files.has(path); path = folderOf(path)) {
      const header: TarHeader = { name: `${path}/`, type: 'directory', size: 0, mode: 0o777 }
      this.#files.set(path, { path, header, data: new Uint8Array(), mode: 0o777 })
    }
  }

  /** Takes a file or a whole folder away. */
  remove(path: string) {
    for (const other of this.#files.keys()) {
      if (other === path || other.startsWith(`${path}/`)) this.#files.delete(other)
    }
  }

  /** A file, the link itself where it is one. */
  lstat(path: string): TreeFile | undefined {
    return this.#files.get(path)
  }

  /** Whether a path is a folder; the tree itself is one. */
  isFolder(path: string): boolean {
    return path === '' || this.#files.get(path)?.header.type === 'directory'
  }

  /**
   * The path with every link in it followed, as if the tree were all there is (`symlink.FollowSymlinkInScope`); what
   * is not there stays as it is written.
   * @throws Error for links that lead round
   */
  resolve(path: string): string {
    let links = 0
    let resolved: string[] = []
    const rest = path.split('/')
    for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
      if (part === '' || part === '.') continue
      if (part === '..') {
        resolved.pop()
        continue
      }
      const next = [...resolved, part].join('/')
      const file = this.#files.get(next)
      if (file?.header.type !== 'symlink') {
        resolved.push(part)
        continue
      }
      if (++links > MAX_LINKS) throw new Error(`too many links in ${path}`)
      const target = file.header.linkname ?? ''
      if (target.startsWith('/')) resolved = []
      rest.unshift(...target.split('/'))
    }
    return resolved.join('/')
  }

  /** A folder's own file (not that of the tree itself) and all that is below it, in the order of Go's `Walk`. */
  walk(path: string): TreeFile[] {
    const below = path === '' ? '' : `${path}/`
    return [...this.#files.values()]
      .filter((file) => file.path === path || file.path.startsWith(below))
      .sort((a, b) => byParts(a.path, b.path))
  }
}

function folderOf(path: string): string {
  return path.includes('/') ? dirName(path) : ''
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** @throws Error for a name that leads out of the tree */
function inside(name: string): string {
  const clean = cleanPath(name.replace(/^\/+/, ''))
  if (clean === '..' || clean.startsWith('../')) {
    throw new Error(`${JSON.stringify(name)} is outside of ${JSON.stringify('/')}`)
  }
  return clean === '.' ? '' : clean
}

/** Folder by folder, names as bytes. */
function byParts(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')]
  for (let at = 0; ; at++) {
    const [one, other] = [left[at], right[at]]
    if (one === undefined || other === undefined) return left.length - right.length
    if (one !== other) return one < other ? -1 : 1
  }
}
