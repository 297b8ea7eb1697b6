/** The machine's own files, for the commands that run in its shell. */

import { FileError, type FileAttributes, type FileInfo, type LocalFiles } from '../../cli/files.ts'
import { cleanPath } from '../../engine/go/path.ts'
import { readPathFacts, readTexts } from '../../machine/facts.ts'
import type { Machine, PathFacts, Step, StepFailure } from '../../machine/machine.ts'
import { errnoName, errnoText, ERRNO } from './errno.ts'

/** Files of the machine, seen from a folder. */
export function machineFiles(machine: Machine, cwd: string): LocalFiles {
  const at = (path: string) => cleanPath(path.startsWith('/') ? path : `${cwd}/${path}`)

  const perform = async (operation: string, path: string, ...steps: Step[]) => {
    const { failure, output } = await machine.submit(steps).done
    if (failure) throw fileError(operation, path, failure)
    return output
  }
  /** Facts of a path, links in its folders followed; undefined where nothing is there. */
  const factsOf = async (operation: string, path: string, full: string) => {
    const { failure, output } = await machine.submit([{ op: 'stat', root: '/', path: full }]).done
    if (failure?.errno === ERRNO.ENOENT) return undefined
    if (failure) throw fileError(operation, path, failure)
    return output[0] && readPathFacts(output[0])
  }
  const followed = async (operation: string, path: string) => {
    const facts = await factsOf(operation, path, at(path))
    if (!facts || facts.linkTarget === '') return facts
    return facts.resolved === '' ? undefined : await factsOf(operation, path, facts.resolved)
  }
  /** What a path must be in order to be read. */
  const readable = async (path: string) => {
    const facts = await followed('open', path)
    if (!facts) throw missing('open', path)
    if (infoOf(facts).kind === 'folder')
      throw new FileError('EISDIR', `read ${path}: is a directory`)
  }
  const open = async (path: string) => {
    await readable(path)
    const task = machine.submit([{ op: 'spawn', argv: ['/bin/cat', at(path)] }])
    void task.stderr.cancel()
    return task.stdout
  }
  return {
    cwd,
    open,
    read: async (path) =>
      new Uint8Array(await new Response(toBody(await open(path))).arrayBuffer()),
    async create(path, { mode = 0o666 } = {}) {
      await perform('open', path, {
        op: 'write',
        path: at(path),
        data: '',
        mode,
      })
      const script = 'cat >"$1"'
      return writerOf(machine, ['/bin/sh', '-c', script, 'sh', at(path)], (failure) =>
        fileError('write', path, failure),
      )
    },
    stat: async (path) => mapped(await followed('stat', path), infoOf),
    lstat: async (path) => mapped(await factsOf('lstat', path, at(path)), infoOf),
    async realpath(path) {
      const facts = await factsOf('lstat', path, at(path))
      if (!facts || facts.resolved === '') throw missing('lstat', path)
      return facts.resolved
    },
    async readlink(path) {
      const facts = await factsOf('readlink', path, at(path))
      if (!facts) throw missing('readlink', path)
      if (facts.linkTarget === '')
        throw new FileError('EINVAL', `readlink ${path}: invalid argument`)
      return facts.linkTarget
    },
    async list(path) {
      const [names] = await perform('open', path, { op: 'list', path: at(path) })
      return names ? readTexts(names) : []
    },
    async mkdir(path, { mode = 0o777 } = {}) {
      // The machine's own primitive makes parents too, and takes what is there.
      if (await factsOf('mkdir', path, at(path))) {
        throw new FileError('EEXIST', `mkdir ${path}: file exists`)
      }
      if (!(await followed('mkdir', `${at(path)}/..`))) throw missing('mkdir', path)
      await perform('mkdir', path, { op: 'mkdir', path: at(path), mode })
    },
    async symlink(target, path) {
      await perform('symlink', path, { op: 'symlink', target, path: at(path) })
    },
    async link(existing, path) {
      await perform('link', path, { op: 'link', from: at(existing), path: at(path) })
    },
    async rename(from, to) {
      await perform('rename', from, { op: 'rename', from: at(from), path: at(to) })
    },
    async remove(path) {
      await perform('remove', path, { op: 'remove', path: at(path) })
    },
    async setAttributes(path, { mode, mtime }: FileAttributes) {
      const steps: Step[] = []
      if (mode !== undefined) steps.push({ op: 'chmod', path: at(path), mode })
      if (mtime !== undefined) steps.push({ op: 'utime', path: at(path), time: mtime.getTime() })
      await perform('chmod', path, ...steps)
    },
  }
}

function fileError(operation: string, path: string, { errno }: StepFailure): FileError {
  return new FileError(errnoName(errno), `${operation} ${path}: ${errnoText(errno)}`)
}

function missing(operation: string, path: string): FileError {
  return new FileError('ENOENT', `${operation} ${path}: no such file or directory`)
}

/** The kinds of Linux's `st_mode`. */
const KINDS: Readonly<Record<number, FileInfo['kind']>> = {
  0o4: 'folder',
  0o12: 'symlink',
  0o6: 'device',
  0o2: 'device',
  0o1: 'fifo',
  0o14: 'socket',
}

function infoOf({ size, mode, uid, gid, mtime }: PathFacts): FileInfo {
  const kind = KINDS[mode >> 12] ?? 'file'
  return { kind, size, mode: mode & 0o7777, uid, gid, mtime: new Date(Number(mtime) * 1000) }
}

function mapped<T, U>(value: T | undefined, change: (value: T) => U): U | undefined {
  return value === undefined ? undefined : change(value)
}

function writerOf(
  machine: Machine,
  argv: string[],
  failed: (failure: StepFailure) => FileError,
): WritableStream<Uint8Array> {
  const task = machine.submit([{ op: 'spawn', argv, stdin: true }])
  void task.stdout.cancel()
  const said = new Response(toBody(task.stderr)).text()
  const writer = task.stdin.getWriter()
  const finish = async () => {
    await writer.close()
    const { exitCode, failure } = await task.done
    if (failure) throw failed(failure)
    if (exitCode !== 0) throw new FileError('EIO', (await said).trim())
  }
  return new WritableStream<Uint8Array>({
    write: (bytes) => writer.write(bytes),
    close: finish,
    abort: () => writer.close(),
  })
}

/** The same bytes, in buffers that a response takes. */
function toBody(source: ReadableStream<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return source.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
      transform: (bytes, controller) => controller.enqueue(new Uint8Array(bytes)),
    }),
  )
}
