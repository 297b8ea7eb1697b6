import { createTarDecoder, type ParsedTarEntry, type TarHeader } from 'modern-tar'
import { FileError, type FileAttributes, type LocalFiles } from '../files.ts'
import { cleanPath, dirName, joinPath } from '../../engine/go/path.ts'
import { renamed, type Renaming } from './copy-path.ts'

/**
 * Unpacks an archive into a folder of the disk.
 * @param renamings what its entries are called instead, one after the other
 * @throws FileError, Error in the words of Docker's client
 */
export async function unpackLocal(
  files: LocalFiles,
  archive: ReadableStream<Uint8Array>,
  folder: string,
  renamings: readonly Renaming[],
) {
  const unpacking = new Unpacking(files, folder, renamings)
  const reader = archive.pipeThrough(createTarDecoder()).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      await unpacking.take(value)
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
  await unpacking.finish()
}

class Unpacking {
  readonly #files: LocalFiles
  readonly #folder: string
  readonly #renamings: readonly Renaming[]
  /** Folders get their times last: what is made in them changes those. */
  readonly #folders: { path: string; attributes: FileAttributes }[] = []

  constructor(files: LocalFiles, folder: string, renamings: readonly Renaming[]) {
    this.#files = files
    this.#folder = folder
    this.#renamings = renamings
  }

  async take({ header, body }: ParsedTarEntry) {
    const name = cleanPath(this.#renamed(header.name))
    const path = joinPath(this.#folder, name)
    if (!this.#isInside(path)) {
      throw new Error(`${JSON.stringify(name)} is outside of ${JSON.stringify(this.#folder)}`)
    }
    if (!(await this.#makeRoom(path, name, header.type === 'directory'))) {
      return await body.cancel()
    }
    const attributes = {
      ...(header.mode === undefined ? {} : { mode: header.mode & 0o7777 }),
      ...(header.mtime === undefined ? {} : { mtime: header.mtime }),
    }
    if (header.type === 'file') {
      await body.pipeTo(await this.#files.create(path, attributes))
    } else {
      await body.cancel()
      await this.#make(path, header, attributes)
    }
    if (header.type === 'directory') this.#folders.push({ path, attributes })
    else if (header.type !== 'symlink') await this.#files.setAttributes(path, attributes)
  }

  async finish() {
    for (const { path, attributes } of this.#folders.reverse()) {
      await this.#files.setAttributes(path, attributes)
    }
  }

  async #make(path: string, header: TarHeader, attributes: FileAttributes) {
    const target = header.linkname ?? ''
    switch (header.type) {
      case 'directory':
        if (!(await this.#files.lstat(path))) await this.#files.mkdir(path, attributes)
        break
      case 'link': {
        const existing = joinPath(this.#folder, this.#renamed(target))
        if (!this.#isInside(existing)) throw badLink('hardlink', existing, target)
        await this.#files.link(existing, path)
        break
      }
      case 'symlink':
        if (!this.#isInside(joinPath(dirName(path), target))) throw badLink('symlink', path, target)
        await this.#files.symlink(target, path)
        break
      default:
        throw new FileError('EOPNOTSUPP', `mknod ${path}: operation not supported`)
    }
  }

  /** Sees to it that something can be made at a path. @returns whether it is to be made */
  async #makeRoom(path: string, name: string, isFolder: boolean): Promise<boolean> {
    const parent = dirName(path)
    if (!(await this.#files.lstat(parent))) await this.#files.mkdir(parent)
    const there = await this.#files.lstat(path)
    if (!there) return true
    const wasFolder = there.kind === 'folder'
    const cannot = (was: string, is: string) =>
      new Error(
        `cannot overwrite ${was} ${JSON.stringify(path)} with ${is} ${JSON.stringify(this.#folder)}`,
      )
    if (wasFolder && !isFolder) throw cannot('directory', 'non-directory')
    if (!wasFolder && isFolder) throw cannot('non-directory', 'directory')
    if (wasFolder) return name !== '.'
    await this.#files.remove(path)
    return true
  }

  #renamed(name: string): string {
    return this.#renamings.reduce(renamed, name)
  }

  #isInside(path: string): boolean {
    const folder = cleanPath(this.#folder)
    return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
  }
}

function badLink(kind: string, path: string, target: string): Error {
  return new Error(`invalid ${kind} ${JSON.stringify(path)} -> ${JSON.stringify(target)}`)
}
