import { createTarPacker, type TarHeader } from 'modern-tar'
import type { FileInfo, LocalFiles } from '../files.ts'
import { renamed, splitEntry, type CopyEnd, type Renaming } from './copy-path.ts'

/** Packs a file or a whole folder of the disk; an entry that cannot be read breaks the archive off. */
export function packLocal(
  files: LocalFiles,
  source: CopyEnd,
  renaming: Renaming | undefined,
): ReadableStream<Uint8Array> {
  const { folder, entry } = splitEntry(source.path)
  const { readable, controller } = createTarPacker()

  const add = async (header: TarHeader, content?: ReadableStream<Uint8Array>) => {
    const sink = controller.add(header)
    if (content) await content.pipeTo(sink)
    else await sink.close()
  }

  const nameOf = (path: string) => {
    const given = source.rebaseName
    const own = given === '' ? path : renamed(path, { from: entry, to: given === '/' ? '' : given })
    return renaming ? renamed(own, renaming) : own
  }

  const walk = async (path: string) => {
    const place = `${folder === '/' ? '' : folder}/${path}`
    const info = await files.lstat(place)
    if (!info || info.kind === 'socket') return
    const common = { name: nameOf(path), ...attributes(info) }
    switch (info.kind) {
      case 'folder':
        await add({ ...common, name: `${common.name}/`, type: 'directory', size: 0 })
        for (const name of await files.list(place)) await walk(`${path}/${name}`)
        break
      case 'symlink':
        await add({ ...common, type: 'symlink', size: 0, linkname: await files.readlink(place) })
        break
      case 'file':
        await add({ ...common, type: 'file', size: info.size }, await files.open(place))
        break
      default:
        throw new Error(`${place}: devices and pipes cannot be copied from here`)
    }
  }

  const all = async () => {
    await walk(entry)
    controller.finalize()
  }
  // The reader of the archive is the one to be told.
  all().catch((error: unknown) => controller.error(error))
  return readable
}

function attributes({ mode, uid, gid, mtime }: FileInfo) {
  return { mode, uid, gid, mtime: new Date(Math.max(0, mtime.getTime())) }
}
