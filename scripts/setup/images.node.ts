import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDockerNode } from '../../docker/host/node.ts'
import { buildImages } from '../../docker/images/build/build-images.ts'
import { imageSbom } from './image-sbom.node.ts'
import { readStaged, stagedFolder } from './staged.node.ts'

/**
 * Builds the images of their contexts into `public/v2`, with the engine on the machine in `public/machine`.
 *
 * @throws with the engine's words when a build fails, or what starting the machine throws.
 */
export async function buildShippedImages(
  project: string,
  cache: string,
  onProgress: (doing: string) => void,
): Promise<void> {
  const { images: staged, components } = readStaged(cache)
  onProgress('starting the machine')
  // What an earlier set-up left in public/v2 is no base: an image that is not built yet is not there.
  const session = openDockerNode(join(project, 'public'), async () => {
    return new Response(undefined, { status: 404 })
  })
  try {
    const images = await buildImages({
      send: (request) => session.engine.fetch(request),
      staged,
      work: stagedFolder(cache),
      out: join(project, 'public/v2'),
      onProgress,
    })
    writeFileSync(join(project, 'public/v2/sbom.json'), imageSbom(images, components))
  } finally {
    await session.close()
  }
}
