import type { Machine } from '../../machine/machine.ts'
import { unclassified } from '../errors.ts'
import { joinPath } from '../go/path.ts'
import type { Image } from '../images/image.ts'
import { hasWildcard, treeOf, type SourceFiles } from './sources.ts'
import { TreeHashes } from './tarsum.ts'
import { Workspace } from './workspace.ts'

/** The files of an image as sources of `COPY --from`. */
export function imageFiles(
  machine: Machine,
  image: Image | undefined,
  newId: () => string,
): SourceFiles {
  return {
    isContext: false,
    async open(path) {
      const folder = hasWildcard(path) ? folderAbove(path) : joinPath('/', path)
      const workspace = await Workspace.open(machine, image, newId())
      try {
        const tar = await workspace.pack(folder, folder.slice(1))
        if (!tar && !hasWildcard(path)) throw unclassified(`stat ${path}: file does not exist`)
        const tree = treeOf(tar ?? new Uint8Array(0))
        return { tree, hashes: new TreeHashes(tree) }
      } finally {
        await workspace.close()
      }
    },
  }
}

/** The folder in which everything is that a pattern may match. */
function folderAbove(pattern: string): string {
  const parts = pattern.split('/')
  const first = parts.findIndex(hasWildcard)
  return joinPath('/', ...parts.slice(0, first))
}
