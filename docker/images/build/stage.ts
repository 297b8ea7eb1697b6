import { chmod, cp, lstat, mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { IMAGES } from './contents.ts'
import { readPackage, type Package } from './deb.ts'
import { newest, rootfs } from './rootfs.ts'
import { packTree, type FileTree } from './tree.ts'

/** A build context that is ready for `docker build`. */
export interface StagedImage {
  name: string
  /** The context's folder, with its Dockerfile. */
  context: string
  /** Time of the newest file in the packages of this image and those before it, in seconds since 1970. */
  epoch: number
  /** The packages that this image adds to the one that it is built from. */
  packages: readonly Package[]
}

/**
 * Makes one build context for each image in `work`: the committed folder of the image, and a tar of
 * the packages' files. Times and modes are made the same on every computer.
 *
 * @param options.sources folder with a folder for each image: its Dockerfile and context.
 * @param options.debs path of the i386 `.deb` for each name in `IMAGE_PACKAGES`.
 * @returns the contexts, each after the one that it is built from.
 */
export async function stageContexts(options: {
  sources: string
  debs: Readonly<Record<string, string>>
  work: string
}): Promise<StagedImage[]> {
  const packages = new Map<string, Package>()
  for (const [name, file] of Object.entries(options.debs)) {
    if (IMAGES.some((image) => image.packages.some((contents) => contents.package === name)))
      packages.set(name, await readPackage(file))
  }
  const staged: StagedImage[] = []
  const below: FileTree = new Map()
  let epoch = 0
  for (const image of IMAGES) {
    const context = join(options.work, image.name)
    await rm(context, { recursive: true, force: true })
    await mkdir(context, { recursive: true })
    await cp(join(options.sources, image.name), context, { recursive: true })
    if (image.archive !== undefined) {
      const tree = rootfs(image, packages, below)
      epoch = Math.max(epoch, newest(tree))
      for (const [path, entry] of tree) below.set(path, entry)
      await writeFile(join(context, image.archive), await packTree(tree))
    }
    await normalise(context, epoch)
    const own = image.packages.map((contents) => packages.get(contents.package))
    staged.push({
      name: image.name,
      context,
      epoch,
      packages: own.filter((found) => found !== undefined),
    })
  }
  return staged
}

/** git keeps neither times nor permissions, apart from whether a file can be executed. */
async function normalise(path: string, time: number): Promise<void> {
  const status = await lstat(path)
  if (status.isDirectory()) {
    for (const name of await readdir(path)) await normalise(join(path, name), time)
  }
  if (status.isSymbolicLink()) return
  await chmod(path, status.isDirectory() || status.mode & 0o100 ? 0o755 : 0o644)
  await utimes(path, time, time)
}
