import { gunzipSync } from 'node:zlib'
import { lstat, readFile, readdir, readlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { cleanPath, directory, unpackTree, type FileEntry, type FileTree } from './tree.ts'

/** What COPY and ADD are told. */
export interface CopyOptions {
  context: string
  sources: readonly string[]
  /** Absolute path in the image; one that ends in `/` is a folder. */
  target: string
  /** ADD unpacks tars. */
  unpack: boolean
  /** Newest time that a file may have, in seconds since 1970. */
  epoch: number
  /** Owner from `--chown`, and permissions from `--chmod`. */
  uid?: number
  gid?: number
  mode?: number
}

/**
 * The files that COPY or ADD brings (https://docs.docker.com/reference/dockerfile/#copy): they
 * belong to root, keep permissions and times, and a folder is copied without itself.
 *
 * @throws when a source is missing, leaves the context, or needs what is not built here.
 */
export async function copiedFiles(options: CopyOptions): Promise<FileTree> {
  const { context, sources, target, unpack, epoch, uid = 0, gid = 0, mode } = options
  const tree: FileTree = new Map()
  const put = (entry: FileEntry) =>
    tree.set(entry.path, { ...entry, mtime: Math.min(entry.mtime, epoch) })
  const own = { uid, gid }

  const walk = async (file: string, path: string): Promise<void> => {
    const status = await lstat(file)
    const mtime = Math.floor(status.mtimeMs / 1000)
    const entry = { path, mode: mode ?? status.mode & 0o7777, ...own, mtime }
    if (status.isDirectory()) {
      if (path !== '') put({ ...entry, type: 'directory' })
      const names = await readdir(file)
      for (const name of names.sort()) await walk(join(file, name), cleanPath(`${path}/${name}`))
    } else if (status.isSymbolicLink()) {
      put({ ...entry, type: 'symlink', mode: 0o777, target: await readlink(file) })
    } else if (status.isFile()) {
      put({ ...entry, type: 'file', data: await readFile(file) })
    } else {
      throw new Error(`${file} is neither a file, a folder nor a link`)
    }
  }

  const intoFolder = target.endsWith('/')
  if (sources.length > 1 && !intoFolder) {
    throw new Error('when using more than one source file, the destination must end with a /')
  }
  for (const source of sources) {
    if (/[*?[]/.test(source)) throw new Error(`wildcards are not supported: ${source}`)
    if (/^(https?|git|ssh):|^git@/.test(source)) throw new Error(`not a local file: ${source}`)
    // As Docker does, `..` stops at the context's root.
    const file = join(context, cleanPath(source))
    const status = await lstat(file).catch(() => undefined)
    if (!status) throw new Error(`${source}: not found in the build context`)
    const archive = unpack && status.isFile() ? await asTar(file) : undefined
    if (archive) {
      for (const entry of (await unpackTree(archive)).values())
        put({
          ...entry,
          path: cleanPath(`${target}/${entry.path}`),
          ...(entry.type === 'link' && { target: cleanPath(`${target}/${entry.target ?? ''}`) }),
        })
    } else if (status.isDirectory()) {
      const path = cleanPath(target)
      if (path !== '') put(directory(path, epoch))
      await walk(file, path)
    } else {
      await walk(file, cleanPath(intoFolder ? `${target}/${basename(source)}` : target))
    }
  }
  return tree
}

const OTHER_COMPRESSIONS = [
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  [0x28, 0xb5, 0x2f, 0xfd],
]

/** The tar that a file is, if its content says so; Docker looks at nothing else either. */
async function asTar(file: string): Promise<Uint8Array | undefined> {
  const bytes = await readFile(file)
  const startsWith = (magic: number[]) => magic.every((byte, at) => bytes[at] === byte)
  if (OTHER_COMPRESSIONS.some(startsWith)) {
    throw new Error(`${basename(file)}: only gzip is unpacked here`)
  }
  const content = startsWith([0x1f, 0x8b]) ? gunzipSync(bytes) : bytes
  return content.toString('latin1', 257, 262) === 'ustar' ? content : undefined
}
