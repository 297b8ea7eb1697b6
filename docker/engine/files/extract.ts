import type { Machine, StepFailure } from '../../machine/machine.ts'
import { compressionOf, decompress } from '../../registry/compression.ts'
import { InvalidLayer } from '../../registry/errors.ts'
import type { Container } from '../containers/container.ts'
import { EngineError } from '../errors.ts'
import { isFolder } from './mode.ts'
import { containerPath } from './paths.ts'
import { withRoot } from './root.ts'
import { fileNotFound, statInContainer } from './stat.ts'

/** How an archive goes into a container. */
export interface ExtractOptions {
  /** A folder of the container, or a link to one. */
  path: string
  /** What the container was asked for by. */
  name: string
  /** Becomes the owner of everything; where undefined, what the archive says. */
  owner?: { uid: number; gid: number } | undefined
  /** Whether it is an error if a folder would be replaced by something else, or the reverse. */
  keepKinds: boolean
}

const ERRNO = { ENOTDIR: 20, EISDIR: 21, EBADMSG: 74 }

/**
 * Unpacks a tar, which may be compressed, in a container.
 * @throws EngineError in dockerd's words: 404 where the path is not there, otherwise 500.
 */
export async function extractInContainer(
  machine: Machine,
  container: Container,
  archive: ReadableStream<Uint8Array>,
  { path, name, owner, keepKinds }: ExtractOptions,
): Promise<void> {
  const { absolute } = containerPath(path)
  await checkPlace(machine, container, name, path)
  const tar = await uncompressed(archive)
  const { task, done } = await withRoot(machine, container, (root) => [
    { op: 'unpack', root, path: absolute, keepKinds, ...(owner ? { owner } : {}) },
  ])
  const source = new AbortController()
  const feeding = tar.pipeTo(task.stdin, { signal: source.signal }).catch(() => undefined)
  const { failure } = await done
  source.abort()
  await feeding
  if (!failure) return
  throw new EngineError(500, explain(failure, absolute))
}

/** @throws EngineError in dockerd's words if the path is not a folder that can be written. */
async function checkPlace(machine: Machine, container: Container, name: string, path: string) {
  const { mode, resolved, linkTarget } = await statInContainer(machine, container, name, path)
  // A link that leads somewhere is one to a folder, or else the archive finds no place there.
  if (linkTarget !== '' && resolved === '') throw fileNotFound(path, name)
  const folder =
    linkTarget === '' ? { mode } : await statInContainer(machine, container, name, resolved)
  if (!isFolder(folder.mode)) throw new EngineError(500, 'extraction point is not a directory')
  const mount = container.mounts.find(
    ({ destination }) => resolved === destination || resolved.startsWith(`${destination}/`),
  )
  if (mount && !mount.writable) throw new EngineError(500, 'mounted volume is marked read-only')
  if (!mount && container.hostConfig.ReadonlyRootfs) {
    throw new EngineError(500, 'container rootfs is marked read-only')
  }
}

function explain({ errno, message }: StepFailure, folder: string): string {
  const colon = message.lastIndexOf(': ')
  const entry = message.slice(0, Math.max(colon, 0))
  const path = JSON.stringify(containerPath(`${folder}/${entry}`).absolute)
  const dest = JSON.stringify(folder)
  const words = {
    [ERRNO.EISDIR]: `cannot overwrite directory ${path} with non-directory ${dest}`,
    [ERRNO.ENOTDIR]: `cannot overwrite non-directory ${path} with directory ${dest}`,
    [ERRNO.EBADMSG]: 'archive/tar: invalid tar header',
  }
  return `Error processing tar file(exit status 1): ${words[errno] ?? message.toLowerCase()}`
}

/** What is not compressed goes through as it comes; the rest is collected, since not every decoder streams. */
async function uncompressed(
  archive: ReadableStream<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  const reader = archive.getReader()
  const head = await reader.read()
  const first = head.value ?? new Uint8Array(0)
  const rest = new ReadableStream<Uint8Array>({
    start(controller) {
      if (first.length > 0) controller.enqueue(first)
    },
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  if (compressionOf(first) === 'none') return rest
  const bytes = new Uint8Array(await new Response(rest).arrayBuffer())
  try {
    return new Blob([await decompress(bytes)]).stream()
  } catch (error) {
    if (!(error instanceof InvalidLayer)) throw error
    throw new EngineError(500, `Error processing tar file(exit status 1): ${error.message}`)
  }
}
