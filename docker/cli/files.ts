/** Why a file of the place where a command runs cannot be used; the message is Go's: `open /nope: no such file or directory`. */
export class FileError extends Error {
  override readonly name = 'FileError'
  /** The system's name for the reason: `ENOENT`, `EACCES`. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export type FileKind = 'file' | 'folder' | 'symlink' | 'device' | 'fifo' | 'socket'

/** What is known of a file. */
export interface FileInfo {
  kind: FileKind
  /** Bytes of a file's content. */
  size: number
  /** Permissions, with setuid, setgid and sticky bits. */
  mode: number
  uid: number
  gid: number
  mtime: Date
}

/** What a file is given, where it is not left as the system makes it. */
export interface FileAttributes {
  mode?: number
  mtime?: Date
}

/**
 * Files of the place where a command runs: Node's disk. Paths may be relative to {@link LocalFiles.cwd}.
 * All throw {@link FileError}.
 */
export interface LocalFiles {
  /** The folder in which the command runs, as an absolute path. */
  readonly cwd: string
  /** A whole file. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>
  /** A file's content as it is read. */
  open(path: string): Promise<ReadableStream<Uint8Array>>
  /** Makes a file, or empties the one that is there, and takes its content. */
  create(path: string, attributes?: FileAttributes): Promise<WritableStream<Uint8Array>>
  /** What a path is, or what the symlink that it is leads to; undefined where nothing is there. */
  stat(path: string): Promise<FileInfo | undefined>
  /** What a path is, a symlink included; undefined where nothing is there. */
  lstat(path: string): Promise<FileInfo | undefined>
  /** The path with every symlink followed. */
  realpath(path: string): Promise<string>
  readlink(path: string): Promise<string>
  /** Names in a folder, sorted. */
  list(path: string): Promise<string[]>
  mkdir(path: string, attributes?: FileAttributes): Promise<void>
  symlink(target: string, path: string): Promise<void>
  /** Makes another name for a file. */
  link(existing: string, path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Removes a file or a whole tree; accepts a missing one. */
  remove(path: string): Promise<void>
  setAttributes(path: string, attributes: FileAttributes): Promise<void>
}

/** Where a command has no files: in a browser. Everything is refused with the reason. */
export const NO_FILES: LocalFiles = {
  cwd: '/',
  read: (path) => refuse('open', path),
  open: (path) => refuse('open', path),
  create: (path) => refuse('open', path),
  stat: () => Promise.resolve(undefined),
  lstat: () => Promise.resolve(undefined),
  realpath: (path) => refuse('lstat', path),
  readlink: (path) => refuse('readlink', path),
  list: (path) => refuse('open', path),
  mkdir: (path) => refuse('mkdir', path),
  symlink: (_target, path) => refuse('symlink', path),
  link: (_existing, path) => refuse('link', path),
  rename: (from) => refuse('rename', from),
  remove: (path) => refuse('remove', path),
  setAttributes: (path) => refuse('chmod', path),
}

function refuse(operation: string, path: string): Promise<never> {
  const reason = 'there are no files here besides those in containers'
  return Promise.reject(new FileError('ENOSYS', `${operation} ${path}: ${reason}`))
}
