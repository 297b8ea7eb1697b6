/** Linux's errors that come of using files, with Go's words for them. */
const ERRORS: readonly (readonly [number, string, string])[] = [
  [1, 'EPERM', 'operation not permitted'],
  [2, 'ENOENT', 'no such file or directory'],
  [13, 'EACCES', 'permission denied'],
  [17, 'EEXIST', 'file exists'],
  [18, 'EXDEV', 'invalid cross-device link'],
  [20, 'ENOTDIR', 'not a directory'],
  [21, 'EISDIR', 'is a directory'],
  [22, 'EINVAL', 'invalid argument'],
  [26, 'ETXTBSY', 'text file busy'],
  [28, 'ENOSPC', 'no space left on device'],
  [30, 'EROFS', 'read-only file system'],
  [36, 'ENAMETOOLONG', 'file name too long'],
  [39, 'ENOTEMPTY', 'directory not empty'],
  [40, 'ELOOP', 'too many levels of symbolic links'],
]

/** The number of an error that others ask for. */
export const ERRNO = { ENOENT: 2 } as const

/** The system's name of an error. */
export function errnoName(errno: number): string {
  return ERRORS.find(([number]) => number === errno)?.[1] ?? 'EIO'
}

/** What Go says of an error. */
export function errnoText(errno: number): string {
  return ERRORS.find(([number]) => number === errno)?.[2] ?? `errno ${errno}`
}
