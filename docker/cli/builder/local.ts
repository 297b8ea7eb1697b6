import { joinPath } from '../../engine/go/path.ts'
import { PatternMatcher, readIgnoreFile } from '../../engine/go/patterns.ts'
import { FileError, type LocalFiles } from '../files.ts'

/** A folder of the disk as a build's context. */
export interface LocalContext {
  /** Absolute, every symlink followed. */
  folder: string
  /** The Dockerfile's path in it, or out of it where it begins with `../`; `-` where it comes from standard input. */
  dockerfile: string
}

/**
 * Finds the folder and its Dockerfile (`GetContextFromLocalDir`).
 * @param dockerfile what `--file` says; empty where it is not given
 * @throws Error, FileError in the words of Docker's client
 */
export async function findLocalContext(
  files: LocalFiles,
  given: string,
  dockerfile: string,
): Promise<LocalContext> {
  const absolute = absolutePath(files, given)
  const folder = await followed(files, absolute, 'unable to evaluate symlinks in context path')
  const info = await files.lstat(folder)
  if (info?.kind !== 'folder') throw new Error(`context must be a directory: ${folder}`)
  if (dockerfile === '-') return { folder, dockerfile }
  const wanted =
    dockerfile === '' ? await defaultDockerfile(files, folder) : absolutePath(files, dockerfile)
  const resolved = await followed(files, wanted, 'unable to evaluate symlinks in Dockerfile path')
  return { folder, dockerfile: relativePath(folder, resolved) }
}

/** `Dockerfile`, or `dockerfile` where only that is there. */
async function defaultDockerfile(files: LocalFiles, folder: string): Promise<string> {
  const usual = joinPath(folder, 'Dockerfile')
  const small = joinPath(folder, 'dockerfile')
  if (await files.lstat(usual)) return usual
  return (await files.lstat(small)) ? small : usual
}

function absolutePath({ cwd }: LocalFiles, path: string): string {
  return path.startsWith('/') ? joinPath(path) : joinPath(cwd, path)
}

/** The path with every symlink followed; what is missing is named as Go names it: the first part that is not there. */
async function followed(files: LocalFiles, path: string, what: string): Promise<string> {
  try {
    return await files.realpath(path)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    const missing = error.code === 'ENOENT' ? await firstMissing(files, path) : undefined
    const reason =
      missing === undefined ? error.message : `lstat ${missing}: no such file or directory`
    throw new Error(`${what}: ${reason}`, { cause: error })
  }
}

async function firstMissing(files: LocalFiles, path: string): Promise<string | undefined> {
  const parts = path.split('/').slice(1)
  for (let depth = 1; depth <= parts.length; depth++) {
    const part = `/${parts.slice(0, depth).join('/')}`
    if (!(await files.lstat(part))) return part
  }
  return undefined
}

/** A path as seen from a folder (Go's `filepath.Rel`); both are absolute. */
export function relativePath(folder: string, path: string): string {
  const from = folder.split('/').filter(Boolean)
  const to = path.split('/').filter(Boolean)
  let common = 0
  while (common < from.length && from[common] === to[common]) common++
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/') || '.'
}

/** What `.dockerignore` leaves out; nothing where there is none. @throws FileError */
export async function readIgnored(files: LocalFiles, folder: string): Promise<string[]> {
  const path = joinPath(folder, '.dockerignore')
  if (!(await files.stat(path))) return []
  return readIgnoreFile(new TextDecoder().decode(await files.read(path)))
}

/** A file of a context: its path from the context's folder on. */
export interface ContextEntry {
  path: string
  place: string
}

/**
 * The files of a context that are not left out, folder by folder (`archive.TarWithOptions`).
 * @throws FileError
 */
export async function listContext(
  files: LocalFiles,
  folder: string,
  ignored: readonly string[],
): Promise<ContextEntry[]> {
  const matcher = new PatternMatcher(ignored)
  const entries: ContextEntry[] = []
  const walk = async (inside: string) => {
    for (const name of await files.list(joinPath(folder, inside))) {
      const path = inside === '' ? name : `${inside}/${name}`
      const place = joinPath(folder, path)
      const isLeftOut = matcher.matches(path)
      if (!isLeftOut) entries.push({ path, place })
      if ((await files.lstat(place))?.kind !== 'folder') continue
      if (!isLeftOut || matcher.mayHoldExceptions(path)) await walk(path)
    }
  }
  await walk('')
  return entries
}

/** The patterns, with exceptions for the files that the engine needs (`TrimBuildFilesFromExcludes`). */
export function withBuildFiles(ignored: readonly string[], dockerfile: string): string[] {
  const matcher = new PatternMatcher(ignored)
  const needed = ['.dockerignore', ...(dockerfile === '-' ? [] : [dockerfile])]
  return [...ignored, ...needed.filter((path) => matcher.matches(path)).map((path) => `!${path}`)]
}

/** Whether a path leads out of the folder that it is seen from. */
export function isOutside(path: string): boolean {
  return path.startsWith('../')
}
