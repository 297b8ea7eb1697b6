import type { TarHeader } from '../../registry/tar.ts'
import { streamTar, type StreamedEntry } from '../../registry/tar-stream.ts'
import type { FileInfo, FileKind, LocalFiles } from '../files.ts'
import type { ContextEntry } from './local.ts'

/** The bits of a file's kind, which Go's archives have in the mode: the engine's checksums are of them too. */
const KINDS: Readonly<Record<FileKind, number>> = {
  file: 0o100000,
  folder: 0o040000,
  symlink: 0o120000,
  device: 0o060000,
  fifo: 0o010000,
  socket: 0o140000,
}

/** Something that is put into a context beside its own files. */
export interface AddedFile {
  path: string
  content: Uint8Array
}

/**
 * Packs a context as Docker's client does: everything is root's, times are whole seconds. Sockets are left out.
 * @param added take the place of files of the same path
 * @throws Error for a device
 */
export async function packContext(
  files: LocalFiles,
  entries: readonly ContextEntry[],
  added: readonly AddedFile[] = [],
): Promise<ReadableStream<Uint8Array>> {
  const replaced = new Map(added.map((file) => [file.path, file]))
  const packed: StreamedEntry[] = []
  for (const { path, place } of entries) {
    const other = replaced.get(path)
    const entry = other ? undefined : await entryOf(files, path, place)
    if (other) packed.push(addedEntry(other))
    else if (entry) packed.push(entry)
    replaced.delete(path)
  }
  return streamTar([...packed, ...[...replaced.values()].map(addedEntry)])
}

async function entryOf(
  files: LocalFiles,
  name: string,
  place: string,
): Promise<StreamedEntry | undefined> {
  const info = await files.lstat(place)
  if (!info || info.kind === 'socket') return undefined
  const common = { name, ...attributes(info), size: 0 }
  switch (info.kind) {
    case 'folder':
      return { header: { ...common, type: 'directory' } }
    case 'symlink':
      return { header: { ...common, type: 'symlink', linkname: await files.readlink(place) } }
    case 'fifo':
      return { header: { ...common, type: 'fifo' } }
    case 'file':
      return {
        header: { ...common, type: 'file', size: info.size },
        content: () => files.open(place),
      }
    case 'device':
      throw new Error(`${place}: devices cannot be sent from here`)
  }
}

function attributes({
  kind,
  mode,
  mtime,
}: FileInfo): Pick<TarHeader, 'mode' | 'uid' | 'gid' | 'mtime'> {
  const seconds = Math.max(0, Math.floor(mtime.getTime() / 1000))
  return { mode: mode | KINDS[kind], uid: 0, gid: 0, mtime: new Date(seconds * 1000) }
}

function addedEntry({ path, content }: AddedFile): StreamedEntry {
  const header: TarHeader = {
    name: path,
    type: 'file',
    size: content.length,
    mode: 0o600,
    uid: 0,
    gid: 0,
    mtime: new Date(),
  }
  return { header, content }
}
