import { compressionOf, decompress, gzip } from './compression.ts'
import { sha256 } from './digest.ts'
import { DigestMismatch, InvalidLayer } from './errors.ts'
import { MAX_ID, packForAgent, type TarEntry } from './tar.ts'
import { InvalidTar, readTar } from './untar.ts'

/** A layer ready to be unpacked into a folder that becomes one of overlayfs' lower folders. */
export interface UnpackableLayer {
  /** Digest of the uncompressed tar. */
  readonly diffId: string
  /** The layer's own tar, every byte of it, compressed by gzip. */
  readonly blob: Blob
  /** Bytes of that tar before they were compressed. */
  readonly tarSize: number
  /** The layer's tar for the machine's agent, with whiteouts as overlayfs' character devices 0/0. */
  readonly tar: ReadableStream<Uint8Array>
  /**
   * Directories (relative, no `./`, `''` for the root) that hide what lower layers have in them:
   * set `trusted.overlay.opaque=y` on each.
   */
  readonly opaque: readonly string[]
  /** What `docker images` and `docker history` count: the sizes of all that is not a directory, hard links once. */
  readonly size: number
}

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'
/** overlayfs' own attributes: a layer could point at other folders with them. */
const OVERLAY_XATTR = 'trusted.overlay.'

/**
 * Decompresses a layer blob, verifies its diff ID, and turns OCI's whiteouts into overlayfs' own
 * (https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md#whiteouts,
 * https://docs.kernel.org/filesystems/overlayfs.html#whiteouts-and-opaque-directories).
 *
 * @param blob a tar as it is, or compressed by gzip or zstd.
 * @param expected the diff ID that it must have, where one is known.
 * @throws {DigestMismatch} when the decompressed bytes are not those of the diff ID.
 * @throws {InvalidLayer} when it is no tar, or an entry would land outside of its folder.
 */
export async function unpackable(
  blob: Uint8Array<ArrayBuffer>,
  expected?: string,
): Promise<UnpackableLayer> {
  const bytes = await decompress(blob)
  const diffId = await sha256(bytes)
  if (expected !== undefined && diffId !== expected) {
    throw new DigestMismatch('layer diff ID', expected, diffId)
  }
  const { entries, opaque } = overlayEntries(bytes)
  return {
    diffId,
    blob: compressionOf(blob) === 'gzip' ? new Blob([blob]) : await gzip(bytes),
    tarSize: bytes.length,
    tar: packForAgent(entries),
    opaque,
    size: sizeOf(entries),
  }
}

function overlayEntries(bytes: Uint8Array<ArrayBuffer>) {
  const entries: TarEntry[] = []
  const opaque: string[] = []
  const links = new Set<string>()
  for (const { header, data } of entriesOf(bytes)) {
    const path = inside(header.name)
    const name = path.slice(path.lastIndexOf('/') + 1)
    const folder = path.slice(0, Math.max(0, path.length - name.length - 1))
    if (name === OPAQUE) {
      opaque.push(folder)
    } else if (name.startsWith(WHITEOUT)) {
      // `.wh..wh.` prefixes AUFS' own bookkeeping, which says nothing about the image's files.
      if (!name.startsWith(WHITEOUT + WHITEOUT)) {
        entries.push(whiteout(folder, name.slice(WHITEOUT.length), path))
      }
    } else if (path !== '') {
      const { type, uid = 0, gid = 0, linkname = '' } = header
      if (uid > MAX_ID || gid > MAX_ID)
        throw new InvalidLayer(`${path}: owner ${uid}:${gid} is too big`)
      if (type === 'symlink') links.add(path)
      else links.delete(path)
      const xattrs = [...(header.xattrs ?? [])].filter(([key]) => !key.startsWith(OVERLAY_XATTR))
      entries.push({
        header: {
          ...header,
          name: path,
          linkname: type === 'link' ? inside(linkname) : linkname,
          xattrs: new Map(xattrs),
        },
        data,
      })
    }
  }
  for (const folder of opaque) refuseLinks(folder, links)
  return { entries, opaque }
}

function* entriesOf(bytes: Uint8Array<ArrayBuffer>) {
  try {
    yield* readTar(bytes)
  } catch (cause) {
    if (cause instanceof InvalidTar) throw new InvalidLayer(cause.message, { cause })
    throw cause
  }
}

function whiteout(folder: string, name: string, path: string): TarEntry {
  if (name === '' || name === '.' || name === '..') throw new InvalidLayer(`whiteout ${path}`)
  return {
    header: {
      name: folder === '' ? name : `${folder}/${name}`,
      type: 'character-device',
      size: 0,
      mode: 0,
    },
  }
}

/** The path relative to the layer's root; '' for the root itself. */
function inside(name: string): string {
  const parts: string[] = []
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) throw new InvalidLayer(`${name} is outside of the layer`)
  }
  return parts.join('/')
}

/** The agent follows links inside of the layer's root only; who marks a folder afterwards does not. */
function refuseLinks(folder: string, links: ReadonlySet<string>) {
  const parts = folder.split('/')
  for (let depth = 1; depth <= parts.length; depth++) {
    const parent = parts.slice(0, depth).join('/')
    if (links.has(parent)) {
      throw new InvalidLayer(`${folder} goes through the symbolic link ${parent}`)
    }
  }
}

/** As dockerd's driver counts an unpacked layer; a later entry takes an earlier one's place. */
function sizeOf(entries: readonly TarEntry[]): number {
  const encoder = new TextEncoder()
  const sizes = new Map<string, number>()
  for (const { header, data } of entries) {
    const { name, type, linkname = '' } = header
    if (type === 'file') sizes.set(name, data?.length ?? 0)
    else if (type === 'symlink') sizes.set(name, encoder.encode(linkname).length)
    else sizes.delete(name)
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}
