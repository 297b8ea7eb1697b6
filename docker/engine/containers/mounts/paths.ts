import { invalid } from '../../errors.ts'

/** Go's `path.Clean`: the shortest path that means the same, without looking at any file. */
export function cleanPath(path: string): string {
  const isAbsolute = path.startsWith('/')
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (!isAbsolute) parts.push(part)
  }
  return (isAbsolute ? '/' : '') + parts.join('/') || '.'
}

/** @throws EngineError (400) in dockerd's words if a mount would cover the whole container. */
export function verifyNotRoot(path: string) {
  if (cleanPath(path.replaceAll('\\', '/')) === '/') {
    throw invalid("invalid specification: destination can't be '/'")
  }
}

/** @throws EngineError (400) in dockerd's words if the path is relative. */
export function verifyAbsolute(path: string) {
  if (path.replaceAll('\\', '/').startsWith('/')) return
  throw invalid(`invalid mount path: '${path}' mount path must be absolute`)
}
