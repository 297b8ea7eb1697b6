import { invalid } from '../../errors.ts'
import { cleanPath } from '../../go/path.ts'

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
