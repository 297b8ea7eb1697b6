import { PLATFORM } from '../../registry/client.ts'
import { goTime, NO_TIME, rfc3339Nano } from '../go/time.ts'
import { configJson } from './config-json.ts'
import { imageSize, layerFolders, type Image } from './image.ts'
import type { ImageStore } from './store.ts'

/** `GET /images/{name}/json`. */
export function imageInspect(image: Image, images: ImageStore) {
  const { config } = image
  const size = imageSize(image)
  const lastTagged = images.lastTagged(image)
  const [top, ...below] = layerFolders(image)
  return {
    Id: image.id,
    RepoTags: images.tags(image),
    RepoDigests: images.digests(image),
    Parent: images.parent(image)?.id ?? '',
    Comment: config.comment || (config.history?.at(-1)?.comment ?? ''),
    Created: goTime(config.created),
    Container: config.container ?? '',
    ContainerConfig: configJson(config.container_config ?? {}),
    DockerVersion: config.docker_version ?? '',
    Author: config.author ?? '',
    Config: config.config ? configJson(config.config) : null,
    Architecture: config.architecture ?? '',
    ...(config.variant && { Variant: config.variant }),
    Os: config.os || PLATFORM.os,
    ...(config['os.version'] && { OsVersion: config['os.version'] }),
    Size: size,
    VirtualSize: size,
    GraphDriver: {
      Data:
        top === undefined
          ? null
          : { ...(below.length > 0 && { LowerDir: below.join(':') }), UpperDir: top },
      Name: 'overlay2',
    },
    RootFS: {
      Type: 'layers',
      ...(image.layers.length > 0 && { Layers: image.layers.map(({ diffId }) => diffId) }),
    },
    Metadata: { LastTagTime: lastTagged ? rfc3339Nano(lastTagged) : NO_TIME },
  }
}
