import * as v from 'valibot'
import { ContainerConfig } from '../../registry/oci.ts'
import { familiarString, type Reference } from '../../registry/reference.ts'
import type { Container } from '../containers/container.ts'
import { containerInspect } from '../containers/json.ts'
import type { EngineContext } from '../context.ts'
import { changedConfig } from '../dockerfile/changes.ts'
import { mergedConfig } from './config-merge.ts'
import { changesOf } from './changes.ts'
import { childImage } from './child.ts'
import { emitImage } from './context.ts'
import type { Image } from './image.ts'

/** What `docker commit` asks for. */
export interface CommitRequest {
  reference: Reference | undefined
  author: string
  comment: string
  /** Instructions of a Dockerfile. */
  changes: readonly string[]
  /** Whether the container is held while its files are read. */
  pause: boolean
  /** What a container of the image starts with; the container's own where not given. */
  config: ContainerConfig | undefined
}

/**
 * Makes an image of a container: its image's layers, and one of what it changed (dockerd's
 * `CreateImageFromContainer`). A container that changed nothing adds no layer.
 * @throws EngineError 400 for a change that cannot be made, 500 if the container's files cannot be read
 */
export async function commitContainer(
  context: EngineContext,
  container: Container,
  request: CommitRequest,
): Promise<Image> {
  const own = v.parse(ContainerConfig, containerInspect(container).Config)
  const config = mergedConfig(changedConfig(request.config ?? own, request.changes), own)
  const tar = request.pause
    ? await paused(context, container, () => changesOf(context, container))
    : await changesOf(context, container)
  const { images, now } = context
  const { image, release } = await childImage(context, {
    base: container.image,
    tar,
    config,
    containerConfig: own,
    container: container.id,
    author: request.author,
    comment: request.comment,
  })
  try {
    if (request.reference) {
      images.tag(image, request.reference, now())
      emitImage(context, 'tag', image, familiarString(request.reference))
    }
    return image
  } finally {
    release()
  }
}

/** Holds a container that runs while something is done. */
async function paused<T>(
  { lifecycle }: EngineContext,
  container: Container,
  work: () => Promise<T>,
): Promise<T> {
  if (!container.running || container.paused) return work()
  await lifecycle.pause(container)
  try {
    return await work()
  } finally {
    // It may have been killed meanwhile, or let go.
    if (container.paused) await lifecycle.unpause(container)
  }
}
