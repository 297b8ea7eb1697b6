import { compressionOf, decompress } from '../../registry/compression.ts'
import { InvalidLayer } from '../../registry/errors.ts'
import type { TarEntry, TarHeader } from '../../registry/tar.ts'
import { InvalidTar, readTar } from '../../registry/untar.ts'
import { unclassified } from '../errors.ts'
import { baseName, cleanPath, joinPath } from '../go/path.ts'
import type { Destination } from './destination.ts'
import type { Source } from './sources.ts'
import type { TreeFile } from './tree.ts'

/** How files are copied. */
export interface CopyManner {
  /** Whose the copies are; undefined where they stay whose they were. */
  owner: { uid: number; gid: number } | undefined
  /** Whether archives are unpacked. */
  unpack: boolean
  now: Date
}

/**
 * The entries of a tar, from the root on, that bring sources to a place (dockerd's `performCopyForInfo`).
 * @param target as it was written: with a slash at its end it is a folder
 * @throws EngineError in dockerd's words
 */
export async function copiedEntries(
  sources: readonly Source[],
  target: string,
  destination: Destination,
  manner: CopyManner,
): Promise<TarEntry[]> {
  const { path, missing, obstacle } = destination
  if (obstacle !== undefined) {
    throw unclassified(
      `failed to copy files: failed to create new directory: mkdir ${obstacle}: not a directory`,
    )
  }
  const entries = missing.map((folder) => newFolder(folder, manner))
  let { isFolder } = destination
  const makeTarget = () => {
    if (!isFolder) entries.push(newFolder(path, manner))
    isFolder = true
  }
  for (const source of sources) {
    const resolved = source.tree.resolve(source.path)
    const file = source.tree.lstat(resolved)
    if (source.tree.isFolder(resolved)) {
      if (destination.exists && !destination.isFolder) {
        throw unclassified(
          `failed to copy files: failed to copy directory: mkdir ${path}: not a directory`,
        )
      }
      makeTarget()
      entries.push(...folderEntries(source, resolved, path, manner))
      continue
    }
    if (!file) continue
    const archive = manner.unpack ? await readArchive(file) : undefined
    if (archive) {
      makeTarget()
      entries.push(...archiveEntries(archive, path))
      continue
    }
    if (target.endsWith('/')) makeTarget()
    const name = isFolder ? joinPath(path, baseName(source.path)) : path
    entries.push({ header: copied(file, name, manner), data: file.data })
  }
  return entries.map(({ header, ...rest }) => ({
    ...rest,
    header: { ...header, name: header.name.replace(/^\/+/, '') },
  }))
}

/** A folder that is made on the way. */
export function newFolder(
  path: string,
  { owner, now }: Pick<CopyManner, 'owner' | 'now'>,
): TarEntry {
  const { uid, gid } = owner ?? { uid: 0, gid: 0 }
  return { header: { name: path, type: 'directory', size: 0, mode: 0o755, uid, gid, mtime: now } }
}

function folderEntries(
  { tree }: Source,
  folder: string,
  target: string,
  manner: CopyManner,
): TarEntry[] {
  return tree
    .walk(folder)
    .filter((file) => file.path !== folder)
    .map((file) => {
      const below = folder === '' ? file.path : file.path.slice(folder.length + 1)
      return { header: copied(file, joinPath(target, below), manner), data: file.data }
    })
}

/** Whom a change of owner makes somebody else's no longer sets the user's ID. */
function copied({ header }: TreeFile, name: string, { owner }: CopyManner): TarHeader {
  if (!owner) return { ...header, name }
  const { type, mode = 0o644 } = header
  const isSetGid = (mode & 0o2010) === 0o2010
  const dropped = type === 'file' ? 0o4000 | (isSetGid ? 0o2000 : 0) : 0
  return { ...header, ...owner, name, mode: mode & ~dropped }
}

/** The entries of a tar, compressed or not; undefined where the file is none (`isArchivePath`). */
async function readArchive({ data, header }: TreeFile): Promise<TarEntry[] | undefined> {
  if (header.type !== 'file') return undefined
  const bytes = await uncompressed(data)
  if (!bytes || !beginsAsTar(bytes)) return undefined
  try {
    return [...readTar(bytes)]
  } catch (error) {
    if (!(error instanceof InvalidTar)) throw error
    throw unclassified(
      `failed to copy files: Error processing tar file(exit status 1): ${error.message}`,
    )
  }
}

/** Undefined where its compression is damaged. @throws EngineError where it is one that is not known here */
async function uncompressed(
  data: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await decompress(data)
  } catch (error) {
    if (!(error instanceof InvalidLayer)) throw error
    if (!['bzip2', 'xz'].includes(compressionOf(data))) return undefined
    throw unclassified(`failed to copy files: ${error.message}`)
  }
}

function beginsAsTar(bytes: Uint8Array<ArrayBuffer>): boolean {
  try {
    return readTar(bytes).next().done !== true
  } catch (error) {
    if (error instanceof InvalidTar) return false
    throw error
  }
}

function archiveEntries(archive: readonly TarEntry[], target: string): TarEntry[] {
  return archive.flatMap(({ header, data }) => {
    const inside = cleanPath(`/${header.name}`)
    if (inside === '/') return []
    const { linkname = '' } = header
    return [
      {
        ...(data && { data }),
        header: {
          ...header,
          name: joinPath(target, inside),
          linkname:
            header.type === 'link'
              ? joinPath(target, cleanPath(`/${linkname}`)).slice(1)
              : linkname,
        },
      },
    ]
  })
}
