import { apiPath } from './container/api.ts'

/** The kinds of objects that the API has a path for. */
type ObjectKind =
  'container' | 'image' | 'network' | 'node' | 'plugin' | 'secret' | 'service' | 'task' | 'volume'

/** An object's path in the API. */
export function objectPath(kind: ObjectKind, name: string, rest = ''): string {
  return apiPath(`/${kind}s`, name, rest)
}
