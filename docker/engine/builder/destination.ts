import { readPathFacts } from '../../machine/facts.ts'
import type { PathFacts } from '../../machine/machine.ts'
import { isFolder, isLink } from '../files/mode.ts'
import { cleanPath, dirName, joinPath } from '../go/path.ts'
import type { Workspace } from './workspace.ts'

/** A place in an image where something is to go. */
export interface Destination {
  /** From the root on, every link followed. */
  path: string
  /** Whether there is a folder. */
  isFolder: boolean
  /** Whether there is anything. */
  exists: boolean
  /** Folders on the way there that are missing, the topmost first; without the path itself. */
  missing: string[]
  /** What stands on the way and is no folder. */
  obstacle: string | undefined
}

/** Links that are followed one after the other. */
const MAX_LINKS = 40

/**
 * Finds out what a path leads to in a workspace, and what is missing there.
 * @throws Error for links that lead round
 */
export async function findDestination(workspace: Workspace, path: string): Promise<Destination> {
  let wanted = cleanPath(`/${path}`)
  for (let links = 0; links < MAX_LINKS; links++) {
    const prefixes = prefixesOf(wanted)
    const { output } = await workspace.look(
      prefixes.map((prefix) => ({ op: 'stat', root: workspace.root, path: prefix })),
    )
    const found = output.map(readPathFacts)
    const last = found.at(-1)
    const rest = prefixes.slice(found.length)
    if (!last) return { path: wanted, isFolder: false, exists: false, ...ahead(prefixes) }
    if (isLink(last.mode)) {
      wanted = joinPath(targetOf(last), wanted.slice((prefixes[found.length - 1] ?? '').length))
      continue
    }
    // Links on the way were followed: what is missing is below the last folder that is there.
    const place = last.path === '' ? '/' : last.path
    const full = joinPath(place, wanted.slice((prefixes[found.length - 1] ?? '').length))
    const below = prefixesOf(full).slice(prefixesOf(full).length - rest.length)
    const isThere = rest.length === 0
    return {
      path: full,
      isFolder: isThere && isFolder(last.mode),
      exists: isThere,
      missing: below.slice(0, -1),
      obstacle: !isThere && !isFolder(last.mode) ? place : undefined,
    }
  }
  throw new Error(`too many links in ${path}`)
}

/** `/a`, `/a/b` of `/a/b`; the root of itself. */
function prefixesOf(path: string): string[] {
  if (path === '/') return ['/']
  const parts = path.slice(1).split('/')
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)
}

function ahead(prefixes: readonly string[]) {
  return { missing: prefixes.slice(0, -1), obstacle: undefined }
}

/** Where a link leads, though nothing be there. */
function targetOf({ path, linkTarget, resolved }: PathFacts): string {
  if (resolved !== '') return resolved
  return linkTarget.startsWith('/') ? linkTarget : joinPath('/', dirName(path), linkTarget)
}
