import * as v from 'valibot'
import { PLATFORM } from '../../registry/client.ts'
import { ContainerConfig } from '../../registry/oci.ts'
import { familiarString, type Reference } from '../../registry/reference.ts'
import type { Container } from '../containers/container.ts'
import { containerInspect } from '../containers/json.ts'
import type { EngineContext } from '../context.ts'
import { changedConfig } from '../dockerfile/changes.ts'
import { EngineError } from '../errors.ts'
import { containerPaths } from '../paths.ts'
import { ENGINE_VERSION } from '../version.ts'
import { mergedConfig } from './config-merge.ts'
import { writeConfig } from './config-file.ts'
import { emitImage } from './context.ts'
import { EMPTY_LAYER, makeImage, type Image } from './image.ts'
import { openLayer } from './open-layer.ts'

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
  const content = await openLayer(
    request.pause
      ? await paused(context, container, () => changesOf(context, container))
      : await changesOf(context, container),
  )
  const isEmpty = content.diffId === EMPTY_LAYER
  const { images, layers, now } = context
  const { image: base } = container
  const release = layers.hold([content.diffId, ...base.layers.map(({ diffId }) => diffId)])
  try {
    const added = isEmpty
      ? []
      : [await layers.unpack(content.diffId, () => Promise.resolve(content))]
    const all = [...base.layers, ...added]
    const created = now().toISOString()
    const json = writeConfig({
      docker_version: ENGINE_VERSION,
      config,
      architecture: base.config.architecture || PLATFORM.architecture,
      variant: base.config.variant,
      os: PLATFORM.os,
      'os.version': base.config['os.version'],
      'os.features': base.config['os.features'],
      container: container.id,
      container_config: own,
      author: request.author,
      created,
      rootfs: { type: 'layers', diff_ids: all.map(({ diffId }) => diffId) },
      history: [
        ...(base.config.history ?? []),
        {
          created,
          author: request.author,
          created_by: (own.Cmd ?? []).join(' '),
          comment: request.comment,
          empty_layer: isEmpty,
        },
      ],
    })
    const image = images.add(await makeImage(json, all))
    const parent = images.byId(base.id)
    if (parent) images.setParent(image, parent)
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

/** The container's writable layer as a tar. */
async function changesOf(
  { machine }: EngineContext,
  container: Container,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!container.hasFolder) return new Uint8Array(1024)
  const { upper } = containerPaths(container.id)
  const running = await machine()
  const task = running.submit([{ op: 'pack', root: upper, path: '/', name: '', layer: true }])
  const [tar, { failure }] = await Promise.all([
    new Response(task.stdout).arrayBuffer(),
    task.done,
    task.stderr.cancel(),
    task.stdin.close(),
  ])
  if (failure) throw new EngineError(500, failure.message)
  return new Uint8Array(tar)
}
