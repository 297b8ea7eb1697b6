import { PLATFORM } from '../../registry/client.ts'
import type { ContainerConfig } from '../../registry/oci.ts'
import { ENGINE_VERSION } from '../version.ts'
import { writeConfig } from './config-file.ts'
import type { ImageContext } from './context.ts'
import { EMPTY_LAYER, makeImage, type Image, type Layer } from './image.ts'
import { openLayer } from './open-layer.ts'

/** What an image is made of beside the one that it is based on. */
export interface Child {
  /** Undefined where it is based on nothing. */
  base: Image | undefined
  /** Its own layer; of nothing, no layer is added. */
  tar: Uint8Array<ArrayBuffer>
  config: ContainerConfig
  /** The config of the container that the layer is from: its command is what the history shows. */
  containerConfig: ContainerConfig
  /** The ID of that container, where there was one. */
  container?: string
  author: string
  comment: string
}

/** An image that was made, and the way to let go of its layers, which are kept until then. */
export interface MadeImage {
  image: Image
  /** The layer that it has beside those of its base. */
  added: Layer | undefined
  release: () => void
}

/**
 * Makes an image of a layer on top of another image (dockerd's `NewChildImage`), and keeps it.
 * @throws EngineError (500) if the layer cannot be unpacked
 */
export async function childImage(context: ImageContext, child: Child): Promise<MadeImage> {
  const { base, config, containerConfig, author, comment } = child
  const { images, layers, now } = context
  const below = base?.layers ?? []
  const content = await openLayer(child.tar)
  const isEmpty = content.diffId === EMPTY_LAYER
  const release = layers.hold([content.diffId, ...below.map(({ diffId }) => diffId)])
  try {
    const added = isEmpty
      ? undefined
      : await layers.unpack(content.diffId, () => Promise.resolve(content))
    const all = [...below, ...(added ? [added] : [])]
    const created = now().toISOString()
    const json = writeConfig({
      docker_version: ENGINE_VERSION,
      config,
      architecture: base?.config.architecture || PLATFORM.architecture,
      variant: base?.config.variant,
      os: PLATFORM.os,
      'os.version': base?.config['os.version'],
      'os.features': base?.config['os.features'],
      container: child.container,
      container_config: containerConfig,
      author,
      created,
      rootfs: { type: 'layers', diff_ids: all.map(({ diffId }) => diffId) },
      history: [
        ...(base?.config.history ?? []),
        {
          created,
          author,
          created_by: (containerConfig.Cmd ?? []).join(' '),
          comment,
          empty_layer: isEmpty,
        },
      ],
    })
    const image = images.add(await makeImage(json, all))
    const parent = base && images.byId(base.id)
    if (parent) images.setParent(image, parent)
    return { image, added, release }
  } catch (error) {
    release()
    throw error
  }
}
