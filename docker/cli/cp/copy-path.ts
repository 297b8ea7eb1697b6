/** Paths of `docker cp`, in which a `/` or `/.` at the end means something (Docker's `archive` package). */

import { baseName, cleanPath, dirName } from '../../engine/go/path.ts'

/** One end of a copy. */
export interface CopyEnd {
  path: string
  exists: boolean
  isFolder: boolean
  /** What the copy's top entry is to be called, where that is not what the path ends with; else empty. */
  rebaseName: string
}

/** Whether a path ends with a `.`: the folder's content is meant. */
export function meansContent(path: string): boolean {
  return baseName(path) === '.'
}

/** Whether a path can only be a folder's. */
export function meansFolder(path: string): boolean {
  return path.endsWith('/') || meansContent(path)
}

/** Gives a path that was made shortest the `/` or `/.` back that it ended with. */
export function keepEnding(clean: string, original: string): string {
  let path = clean
  if (!meansContent(path) && meansContent(original)) path += path.endsWith('/') ? '.' : '/.'
  if (!path.endsWith('/') && original.endsWith('/')) path += '/'
  return path
}

/** A path's folder and the entry in it, which is `.` where the content is meant. */
export function splitEntry(path: string): { folder: string; entry: string } {
  const clean = cleanPath(path)
  const whole = meansContent(path) ? `${clean}/.` : clean
  // Not made shortest again: that would lose the dot.
  return meansContent(path)
    ? { folder: cleanPath(clean), entry: '.' }
    : { folder: dirName(whole), entry: baseName(whole) }
}

/** Where a symlink leads: the path with the ending of the one that was asked for, and the name that it had there. */
export function rebase(asked: string, target: string): { path: string; rebaseName: string } {
  let path = target
  if (meansContent(asked) && !meansContent(path)) path += '/.'
  if (asked.endsWith('/') && !path.endsWith('/')) path += '/'
  return { path, rebaseName: baseName(asked) === baseName(path) ? '' : baseName(asked) }
}

/** How a copy's entries are to be called: the first `from` in a name becomes `to`. */
export interface Renaming {
  from: string
  to: string
}

/** Renames an entry of an archive. */
export function renamed(name: string, { from, to }: Renaming): string {
  const old = from === '/' ? '' : from
  const at = name.indexOf(old)
  return at === -1 ? name : name.slice(0, at) + to + name.slice(at + old.length)
}

/**
 * Tells into which folder a copy is to be unpacked, and whether its entries must be renamed before.
 * @throws Error in the words of Docker's client
 */
export function planCopy(
  source: CopyEnd,
  destination: CopyEnd,
): { folder: string; renaming: Renaming | undefined } {
  if (destination.exists && destination.isFolder) {
    return { folder: destination.path, renaming: undefined }
  }
  if (destination.exists && source.isFolder) throw new Error('cannot copy directory')
  if (!destination.exists && !source.isFolder && meansFolder(destination.path)) {
    throw new Error('no such directory')
  }
  const { folder, entry } = splitEntry(destination.path)
  const from = source.rebaseName || splitEntry(source.path).entry
  return { folder, renaming: { from, to: entry } }
}
