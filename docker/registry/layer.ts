import { unpackTar, type ParsedTarEntryWithData } from 'modern-tar'
import { sha256 } from './digest.ts'
import { concat } from './download.ts'
import { DigestMismatch, InvalidLayer } from './errors.ts'
import { packForAgent } from './tar.ts'

/** A layer ready to be unpacked into a folder that becomes one of overlayfs' lower folders. */
export interface UnpackableLayer {
  /**
   * The layer's tar for the machine's agent: whiteouts are overlayfs' character devices 0/0, long names
   * are GNU's, owners are numbers only.
   */
  readonly tar: ReadableStream<Uint8Array>
  /**
   * Directories (relative, no `./`, `''` for the root) that hide what lower layers have in them:
   * set `trusted.overlay.opaque=y` on each.
   */
  readonly opaque: readonly string[]
  /** Sum of the regular files' sizes in bytes, as `docker images` and `docker history` count. */
  readonly size: number
}

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/**
 * Decompresses a layer blob, verifies its diff ID, and turns OCI's whiteouts into overlayfs' own
 * (https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md#whiteouts,
 * https://docs.kernel.org/filesystems/overlayfs.html#whiteouts-and-opaque-directories).
 *
 * @param blob the verified bytes of a `tar` or `tar+gzip` layer.
 * @throws {DigestMismatch} when the decompressed bytes are not those of the diff ID.
 * @throws {InvalidLayer} when it is no tar, or an entry would land outside of its folder.
 */
export async function unpackable(
  blob: Uint8Array<ArrayBuffer>,
  diffId: string,
): Promise<UnpackableLayer> {
  const bytes = blob[0] === 0x1f && blob[1] === 0x8b ? await gunzip(blob) : blob
  const actual = await sha256(bytes)
  if (actual !== diffId) throw new DigestMismatch('layer diff ID', diffId, actual)

  const entries: ParsedTarEntryWithData[] = []
  const opaque: string[] = []
  const symlinks = new Set<string>()
  let size = 0
  for (const entry of await readTar(bytes)) {
    const path = inside(entry.header.name, symlinks)
    const name = path.slice(path.lastIndexOf('/') + 1)
    const folder = path.slice(0, Math.max(0, path.length - name.length - 1))
    if (name === OPAQUE) {
      opaque.push(folder)
    } else if (name.startsWith(WHITEOUT)) {
      // `.wh..wh.` prefixes AUFS' own bookkeeping, which says nothing about the image's files.
      if (!name.startsWith(WHITEOUT + WHITEOUT)) {
        entries.push(whiteout(folder, name.slice(WHITEOUT.length), path))
      }
    } else {
      const { type } = entry.header
      if (type === 'character-device' || type === 'block-device') {
        throw new InvalidLayer(`${path} is a device node, which layers cannot bring here`)
      }
      if (type === 'symlink') symlinks.add(path)
      if (type === 'file') size += entry.header.size
      const header = { ...entry.header, name: path }
      if (type === 'link') header.linkname = inside(entry.header.linkname ?? '', symlinks)
      if (path !== '') entries.push({ ...entry, header })
    }
  }
  return { tar: packForAgent(entries), opaque, size }
}

function whiteout(folder: string, name: string, path: string): ParsedTarEntryWithData {
  if (name === '' || name === '.' || name === '..') throw new InvalidLayer(`whiteout ${path}`)
  return {
    header: {
      name: folder === '' ? name : `${folder}/${name}`,
      type: 'character-device',
      size: 0,
      mode: 0,
      mtime: new Date(0),
    },
  }
}

/** The path relative to the layer's root; '' for the root itself. */
function inside(name: string, symlinks: ReadonlySet<string>): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw new InvalidLayer(`${name} is outside of the layer`)
  for (let depth = 1; depth < parts.length; depth++) {
    const parent = parts.slice(0, depth).join('/')
    if (symlinks.has(parent)) {
      throw new InvalidLayer(`${name} goes through the symbolic link ${parent}`)
    }
  }
  return parts.join('/')
}

async function readTar(bytes: Uint8Array): Promise<ParsedTarEntryWithData[]> {
  try {
    return await unpackTar(bytes, { strict: true })
  } catch (cause) {
    throw new InvalidLayer(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

async function gunzip(blob: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    const stream = new Blob([blob]).stream().pipeThrough(new DecompressionStream('gzip'))
    const reader = stream.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      chunks.push(value)
      length += value.length
    }
  } catch (cause) {
    throw new InvalidLayer('its gzip compression is damaged', { cause })
  }
  return concat(chunks, length)
}
