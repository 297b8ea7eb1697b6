import { sha256 } from '../../registry/digest.ts'
import { marshalJson, sortedMap } from '../go/json-text.ts'
import { goTime } from '../go/time.ts'
import { configJson } from './config-json.ts'
import type { Image } from './image.ts'

/** A layer as Docker before version 1.10 knew it: an image of its own, with a name and a config. */
export interface V1Layer {
  /** 64 hexadecimal digits. */
  id: string
  /** The text of its file `json`. */
  json: string
}

/** The layers of an image in that old form, the bottom one first (dockerd's `saveImage` and `v1.CreateID`). */
export async function v1Layers(image: Image): Promise<V1Layer[]> {
  const layers: V1Layer[] = []
  for (const [index, chainId] of image.chainIds.entries()) {
    const parent = layers.at(-1)?.id
    const isTop = index === image.chainIds.length - 1
    const config = isTop
      ? topConfig(image)
      : { created: '1970-01-01T00:00:00Z', container_config: configJson({}) }
    const named = {
      ...config,
      layer_id: chainId,
      ...(parent !== undefined && { parent: `sha256:${parent}` }),
    }
    const digest = await sha256(new TextEncoder().encode(marshalJson(sortedMap(named))))
    const id = digest.slice('sha256:'.length)
    layers.push({
      id,
      json: marshalJson({
        id,
        ...(parent !== undefined && { parent }),
        ...config,
        ...(image.config.os && { os: image.config.os }),
      }),
    })
  }
  return layers
}

/** What the config says that a v1 image has, in the order in which Go writes `image.V1Image`. */
function topConfig({ config }: Image) {
  return {
    ...(config.comment && { comment: config.comment }),
    created: goTime(config.created),
    ...(config.container && { container: config.container }),
    container_config: configJson(config.container_config ?? {}),
    ...(config.docker_version && { docker_version: config.docker_version }),
    ...(config.author && { author: config.author }),
    ...(config.config && { config: configJson(config.config) }),
    ...(config.architecture && { architecture: config.architecture }),
    ...(config.variant && { variant: config.variant }),
    ...(config.os && { os: config.os }),
  }
}
