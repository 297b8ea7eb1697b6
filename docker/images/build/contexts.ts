import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packTar, type TarEntry } from '../../registry/tar.ts'
import { IMAGES } from './contents.ts'
import { readPackage } from './deb.ts'
import { newest, rootfs } from './rootfs.ts'
import { packTree, type FileTree } from './tree.ts'

/** A build context that is ready for `docker build`. */
export interface StagedImage {
  name: string
  /** Time of the newest file in the packages of this image and those before it, in seconds since 1970. */
  epoch: number
}

/**
 * Makes a build context for each image, `NAME.tar` in `work`: the committed folder of the image, and a tar of the
 * packages' files. They are the same on every computer.
 *
 * @param options.sources folder with a folder for each image: its Dockerfile and what it copies.
 * @param options.debs path of the i386 `.deb` for each name in `IMAGE_PACKAGES`.
 * @returns the images, each after the one that it is built from.
 */
export async function stageContexts(options: {
  sources: string
  debs: Readonly<Record<string, string>>
  work: string
}): Promise<StagedImage[]> {
  const packages = new Map<string, FileTree>()
  for (const [name, file] of Object.entries(options.debs)) {
    if (IMAGES.some((image) => image.packages.some((contents) => contents.package === name)))
      packages.set(name, await readPackage(file))
  }
  await rm(options.work, { recursive: true, force: true })
  await mkdir(options.work, { recursive: true })
  const staged: StagedImage[] = []
  const below: FileTree = new Map()
  let epoch = 0
  for (const image of IMAGES) {
    const added: TarEntry[] = []
    if (image.archive !== undefined) {
      const tree = rootfs(image, packages, below)
      epoch = Math.max(epoch, newest(tree))
      for (const [path, entry] of tree) below.set(path, entry)
      added.push(file(image.archive, packTree(tree), 0o644, epoch))
    }
    const context = [...(await folderEntries(join(options.sources, image.name), epoch)), ...added]
    await writeFile(contextFile(options.work, image.name), packTar(context))
    staged.push({ name: image.name, epoch })
  }
  return staged
}

/** Where the context of an image is. */
export function contextFile(work: string, name: string): string {
  return join(work, `${name}.tar`)
}

/**
 * What a folder holds, as entries of a build context. git keeps neither times nor permissions, apart from whether a
 * file can be executed.
 *
 * @param epoch time that everything gets, in seconds since 1970.
 * @throws for what is neither a file nor a folder.
 */
export async function folderEntries(
  folder: string,
  epoch: number,
  prefix = '',
): Promise<TarEntry[]> {
  const entries: TarEntry[] = []
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name)
    const status = await stat(path)
    if (status.isDirectory()) {
      const mtime = new Date(epoch * 1000)
      entries.push(
        { header: { name: prefix + name, type: 'directory', size: 0, mode: 0o755, mtime } },
        ...(await folderEntries(path, epoch, `${prefix}${name}/`)),
      )
    } else if (status.isFile()) {
      const mode = status.mode & 0o100 ? 0o755 : 0o644
      entries.push(file(prefix + name, await readFile(path), mode, epoch))
    } else {
      throw new Error(`${path} is neither a file nor a folder`)
    }
  }
  return entries
}

function file(name: string, data: Uint8Array, mode: number, epoch: number): TarEntry {
  const mtime = new Date(epoch * 1000)
  return { header: { name, type: 'file', size: data.length, mode, mtime }, data }
}
