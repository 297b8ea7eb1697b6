import * as v from 'valibot'
import { ContainerConfig } from '../../registry/oci.ts'
import { packTar } from '../../registry/tar.ts'
import { readTar } from '../../registry/untar.ts'
import { dockerBuild, dockerSave, type Send } from './docker-build.ts'
import { instructionHistory, lineageOf } from './history.ts'
import { createImage, createLayer, type Image } from './image.ts'

/** What a build needs. */
export interface BuildOptions {
  /** Short name of the image that is made; the engine has it by this name then. */
  name: string
  /** A tar with the Dockerfile and what it copies. */
  context: Uint8Array<ArrayBuffer>
  /** Seconds since 1970: the image's creation time, and the newest time that a file in it has. */
  epoch: number
  /** What was made of the images that FROM may name, by their short name; the engine has these, too. */
  images: ReadonlyMap<string, Image>
}

/**
 * Builds an image with the engine and makes of it what a registry serves, in a form that depends on the context, the
 * epoch and the base alone: times are clamped, and what describes the build is left out.
 *
 * @throws what {@link dockerBuild} throws, or an error for a base that was not made before.
 */
export async function buildImage(send: Send, options: BuildOptions): Promise<Image> {
  const { name, context, epoch, images } = options
  const { base: from, commands } = lineageOf(dockerfileIn(context))
  const base = images.get(from.replace(/:latest$/, ''))
  if (!base && from !== 'scratch')
    throw new Error(`${name} is built from ${from}, which is not here`)
  await dockerBuild(send, name, context)
  const { config, layers } = await dockerSave(send, name)
  const below = base?.layers ?? []
  const history = base?.history ?? []
  const created = new Date(epoch * 1000).toISOString().replace('.000', '')
  const parts = {
    created,
    config: containerConfig(config.config ?? {}),
    history: [
      ...history,
      ...instructionHistory(config.history?.slice(history.length) ?? [], commands, created),
    ],
    layers: [
      ...below,
      ...layers.slice(below.length).map((tar) => createLayer(clampTimes(tar, epoch))),
    ],
  }
  return createImage(name, parts, base)
}

function dockerfileIn(context: Uint8Array<ArrayBuffer>): string {
  for (const { header, data } of readTar(context)) {
    if (header.name === 'Dockerfile') return new TextDecoder().decode(data)
  }
  throw new Error('the build context has no Dockerfile')
}

/**
 * A layer in which nothing is newer than the epoch, which is what BuildKit's `rewrite-timestamp` does. The time of what
 * a build has made, folders on the way to a copy for one, is the only thing that varies from one build to the next: the
 * agent packs files in the order of their names.
 */
function clampTimes(tar: Uint8Array<ArrayBuffer>, epoch: number): Uint8Array<ArrayBuffer> {
  const newest = new Date(epoch * 1000)
  return packTar(
    Array.from(readTar(tar), ({ header, data }) => {
      const { mtime = newest } = header
      const name = header.name.replace(/\/$/, '')
      return { header: { ...header, name, mtime: mtime < newest ? mtime : newest }, data }
    }),
  )
}

/** What a container of the image starts with; the rest is of the build's own container. */
const KEPT: readonly (keyof ContainerConfig)[] = [
  ...(['User', 'ExposedPorts', 'Env', 'Entrypoint', 'Cmd', 'Healthcheck', 'Volumes'] as const),
  ...(['WorkingDir', 'OnBuild', 'Labels', 'StopSignal', 'StopTimeout', 'Shell'] as const),
]

function containerConfig(config: ContainerConfig): ContainerConfig {
  const filled = KEPT.filter((key) => {
    const value = config[key]
    return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : value
  })
  return v.parse(ContainerConfig, Object.fromEntries(filled.map((key) => [key, config[key]])))
}
