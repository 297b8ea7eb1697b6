/** Versions of the Engine API that are spoken. */
export const API_VERSION = '1.41'
export const MIN_API_VERSION = '1.12'

/** The engine's own version. */
export const ENGINE_VERSION = '0.1.0'

/**
 * Takes the version off a path, `/v1.41/version` → `/version`.
 * `refused` says, in Docker's words, why a version is not served.
 */
export function stripVersion(path: string): { path: string; refused?: string } {
  const match = /^\/v(\d+\.\d+)(\/.*)$/.exec(path)
  if (!match) return { path }
  const [, version = '', rest = ''] = match
  if (compare(version, API_VERSION) > 0) {
    return {
      path: rest,
      refused: `client version ${version} is too new. Maximum supported API version is ${API_VERSION}`,
    }
  }
  if (compare(version, MIN_API_VERSION) < 0) {
    return {
      path: rest,
      refused:
        `client version ${version} is too old. Minimum supported API version is ${MIN_API_VERSION}, ` +
        'please upgrade your client to a newer version',
    }
  }
  return { path: rest }
}

function compare(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number)
  const [majorB = 0, minorB = 0] = b.split('.').map(Number)
  return majorA - majorB || minorA - minorB
}
