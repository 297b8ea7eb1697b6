import type { LocalFiles } from '../files.ts'
import { baseName, joinPath } from '../../engine/go/path.ts'
import { rebase, splitEntry, type CopyEnd } from './copy-path.ts'

/** Symlinks that are followed from a destination. */
const MOST_LINKS = 10

/** A file or folder of the disk that is to be copied. @param follow whether it may be what a symlink leads to */
export async function localSource(
  files: LocalFiles,
  path: string,
  follow: boolean,
): Promise<CopyEnd> {
  const { path: resolved, rebaseName } = follow
    ? rebase(path, await files.realpath(path))
    : await resolveFolder(files, path)
  const info = await files.lstat(resolved)
  if (!info) throw new Error(`lstat ${resolved}: no such file or directory`)
  return { path: resolved, exists: true, isFolder: info.kind === 'folder', rebaseName }
}

/** Follows the symlinks of a path but for the last one. */
async function resolveFolder(files: LocalFiles, path: string) {
  const slash = path.lastIndexOf('/') + 1
  const folder = await files.realpath(path.slice(0, slash).replace(/(?<=.)\/+$/, ''))
  const resolved = `${folder === '/' ? '' : folder}/${path.slice(slash)}`
  const isRenamed = path.endsWith('/') && baseName(path) !== baseName(resolved)
  return { path: resolved, rebaseName: isRenamed ? baseName(path) : '' }
}

/** Where on the disk a copy goes, which need not be there yet. */
export async function localDestination(files: LocalFiles, given: string): Promise<CopyEnd> {
  let path = given
  let info = await files.lstat(path)
  for (let count = 0; info?.kind === 'symlink'; count++) {
    if (count > MOST_LINKS) throw new Error(`too many symlinks in ${given}`)
    const target = await files.readlink(path)
    path = target.startsWith('/') ? target : joinPath(splitEntry(path).folder, target)
    info = await files.lstat(path)
  }
  if (info) return { path, exists: true, isFolder: info.kind === 'folder', rebaseName: '' }
  const { folder } = splitEntry(path)
  const parent = await files.stat(folder)
  if (!parent) throw new Error(`stat ${folder}: no such file or directory`)
  if (parent.kind !== 'folder') throw new Error('not a directory')
  return { path, exists: false, isFolder: false, rebaseName: '' }
}
