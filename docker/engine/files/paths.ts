import { cleanPath } from '../go/path.ts'

/** A path in a container as a request gives it. */
export interface ContainerPath {
  /**
   * From the root on, without `..`; a `/` or `/.` at its end is kept, since it says that the path is a folder's, or
   * that of a link to one.
   */
  absolute: string
  /** What Go's `Base` makes of it: `.` for what ends in `/.`, `/` for the root. */
  base: string
  /** Whether a link at its end is followed. */
  follow: boolean
}

/** Reads a path as dockerd does (`ResolvePath`): from the root on, wherever the container works. */
export function containerPath(path: string): ContainerPath {
  const clean = cleanPath(`/${path}`)
  const prefix = clean === '/' ? '' : clean
  const [, dot, slash] = /(?:^|\/)(\.?)(\/*)$/.exec(path) ?? []
  if (dot === '.') {
    return { absolute: `${prefix}/.${slash === '' ? '' : '/'}`, base: '.', follow: true }
  }
  const base = clean === '/' ? '/' : clean.slice(clean.lastIndexOf('/') + 1)
  const follow = path.endsWith('/')
  return { absolute: follow ? `${prefix}/` : clean, base, follow }
}
