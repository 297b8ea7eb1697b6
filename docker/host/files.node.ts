/** The disk of the computer on which a command runs. */

import type { Stats } from 'node:fs'
import * as fs from 'node:fs/promises'
import { resolve } from 'node:path'
import { getSystemErrorMap } from 'node:util'
import {
  FileError,
  type FileAttributes,
  type FileInfo,
  type FileKind,
  type LocalFiles,
} from '../cli/files.ts'

/** Files of Node's disk, seen from a folder. */
export function filesOnDisk(cwd: string): LocalFiles {
  const at = (path: string) => resolve(cwd, path)
  return {
    cwd,
    read: (path) => said('open', path, async () => new Uint8Array(await fs.readFile(at(path)))),
    open: (path) => said('open', path, async () => readStream(await fs.open(at(path)))),
    create: (path, attributes = {}) =>
      said('open', path, async () => writeStream(await fs.open(at(path), 'w', attributes.mode))),
    stat: (path) => said('stat', path, () => missing(fs.stat(at(path)).then(infoOf))),
    lstat: (path) => said('lstat', path, () => missing(fs.lstat(at(path)).then(infoOf))),
    realpath: (path) => said('lstat', path, () => fs.realpath(at(path))),
    readlink: (path) => said('readlink', path, () => fs.readlink(at(path))),
    list: (path) => said('open', path, async () => (await fs.readdir(at(path))).sort()),
    mkdir: (path, attributes = {}) =>
      said('mkdir', path, () => fs.mkdir(at(path), attributes.mode)),
    symlink: (target, path) => said('symlink', path, () => fs.symlink(target, at(path))),
    link: (existing, path) => said('link', path, () => fs.link(at(existing), at(path))),
    rename: (from, to) => said('rename', from, () => fs.rename(at(from), at(to))),
    remove: (path) => said('remove', path, () => fs.rm(at(path), { recursive: true, force: true })),
    setAttributes: (path, attributes) =>
      said('chmod', path, () => setAttributes(at(path), attributes)),
  }
}

/** Bytes that are read at once. */
const CHUNK = 64 * 1024

function readStream(file: fs.FileHandle): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(CHUNK))
      if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead))
      await file.close()
      controller.close()
    },
    cancel: () => file.close(),
  })
}

function writeStream(file: fs.FileHandle): WritableStream<Uint8Array> {
  return new WritableStream({
    write: (bytes) => file.writeFile(bytes),
    close: () => file.close(),
    abort: () => file.close(),
  })
}

async function setAttributes(path: string, { mode, mtime }: FileAttributes) {
  if (mode !== undefined) await fs.chmod(path, mode)
  if (mtime !== undefined) await fs.utimes(path, mtime, mtime)
}

const KINDS: readonly (readonly [(stats: Stats) => boolean, FileKind])[] = [
  [(stats) => stats.isDirectory(), 'folder'],
  [(stats) => stats.isSymbolicLink(), 'symlink'],
  [(stats) => stats.isBlockDevice() || stats.isCharacterDevice(), 'device'],
  [(stats) => stats.isFIFO(), 'fifo'],
  [(stats) => stats.isSocket(), 'socket'],
]

function infoOf(stats: Stats): FileInfo {
  const [, kind = 'file'] = KINDS.find(([is]) => is(stats)) ?? []
  const { size, uid, gid, mtime } = stats
  return { kind, size, mode: stats.mode & 0o7777, uid, gid, mtime }
}

async function missing<T>(info: Promise<T>): Promise<T | undefined> {
  try {
    return await info
  } catch (error) {
    if (errorOf(error)?.code === 'ENOENT') return undefined
    throw error
  }
}

/** Go's texts, where they are not libuv's. */
const MESSAGES: Record<string, string> = {
  EEXIST: 'file exists',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
}

async function said<T>(operation: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const system = errorOf(error)
    if (!system) throw error
    const { code, text } = system
    // Go opens a folder without complaint, and fails when it reads it.
    const name = operation === 'open' && code === 'EISDIR' ? 'read' : operation
    throw new FileError(code, `${name} ${path}: ${MESSAGES[code] ?? text}`)
  }
}

/** What the system said of an error that is one of its own. */
function errorOf(error: unknown): { code: string; text: string } | undefined {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') {
    return undefined
  }
  const [code, text] = getSystemErrorMap().get(error.errno) ?? ['EIO', error.message]
  return { code, text }
}
