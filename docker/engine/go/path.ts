/** The shortest path that means the same (Go's `path.Clean`); `.` for an empty one. */
export function cleanPath(path: string): string {
  const isAbsolute = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (!isAbsolute) parts.push('..')
  }
  return isAbsolute ? `/${parts.join('/')}` : parts.join('/') || '.'
}

/** Paths put together, and made shortest; empty ones are left out (Go's `path.Join`). */
export function joinPath(...paths: readonly string[]): string {
  const given = paths.filter((path) => path !== '')
  return given.length === 0 ? '' : cleanPath(given.join('/'))
}

/** The folder of a path (Go's `path.Dir`); `.` where there is none. */
export function dirName(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1))
}

/** The last part of a path, whatever slashes end it (Go's `path.Base`); `.` for an empty path. */
export function baseName(path: string): string {
  if (path === '') return '.'
  const bare = path.replace(/\/+$/, '')
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1)
}
