import type { EngineContext } from '../../context.ts'
import { notFound } from '../../errors.ts'
import { randomId, shortId } from '../../ids.ts'
import type { Image } from '../../images/image.ts'
import { emptyConfig } from '../../networks/endpoint.ts'
import { parsePlatform } from '../../images/platform.ts'
import { mergeConfig } from '../config.ts'
import { Container } from '../container.ts'
import type { MountPoint } from '../mounts/mount-point.ts'
import { checkPropagation } from '../mounts/propagation.ts'
import { registerMounts } from '../mounts/register.ts'
import { endpointConfig } from '../schema/endpoint.ts'
import { parseCreateRequest, type CreateRequest } from '../schema/index.ts'
import { completeHostConfig } from './complete.ts'
import { checkBindSources, fillVolumes } from './guest.ts'
import { refuseUnsupported } from './refuse.ts'
import { securityOptions } from './security.ts'
import { verifyConfig } from './verify-config.ts'
import { verifyHostConfig } from './verify-host-config.ts'
import { verifyModes } from './verify-modes.ts'

/** What `POST /containers/create` is asked, besides its body. */
export interface CreateOptions {
  name: string
  /** `os[/architecture[/variant]]`; empty for any. */
  platform: string
  /** The image itself, where its name alone does not tell: a build's first steps have none. */
  image?: Image
}

/**
 * Makes a container of a request's body, by dockerd's rules and in its order.
 * @throws EngineError in dockerd's words for what is wrong, or with the reason for what cannot be honoured here.
 */
export async function createContainer(
  context: EngineContext,
  body: unknown,
  { name: asked, platform, image: given }: CreateOptions,
): Promise<{ container: Container; warnings: string[] }> {
  const { containers, volumes, now, randomBytes, lifecycle } = context
  const request = parseCreateRequest(body)
  const { HostConfig: host } = request
  if (host.PidsLimit !== null && host.PidsLimit <= 0) host.PidsLimit = null
  verifyModes(request)
  verifyConfig(request)
  const warnings = verifyHostConfig(host)
  refuseUnsupported(request)
  await checkBindSources(context, host)
  completeHostConfig(host, containers)
  const image = given ?? imageOf(context, request.Image, platform)
  const id = randomId(randomBytes)
  const config = mergeConfig(request, image, host.NetworkMode === 'host' ? HOST : shortId(id))
  const name = containers.nameFor(asked)
  const security = securityOptions(host)
  const release = containers.reserve(name, id)
  let mounts: MountPoint[] = []
  try {
    mounts = await registerMounts(host, config.volumes, {
      volumes,
      find: (other) => containers.get(other),
    })
    await checkPropagation(context.machine, mounts)
    const container = new Container({
      ...{ id, name, created: now(), image, config, hostConfig: host, security, mounts, now },
    })
    attachTo(container, request, context)
    for (const { volume } of mounts) if (volume) volumes.use(volume, id)
    await fillVolumes(context, container)
    containers.add(container)
    lifecycle.emit(container, 'create')
    context.trace.emit({
      step: 'create',
      container: id,
      image: request.Image,
      imageId: image.id,
      diffIds: image.layers.map(({ diffId }) => diffId),
    })
    return { container, warnings }
  } catch (error) {
    for (const { volume } of mounts) if (volume) volumes.release(volume, id)
    throw error
  } finally {
    release()
  }
}

/** The machine's own name, which a container on the machine's network has. */
const HOST = 'docker'

/** Ties a container to the networks that it is to be on (`updateContainerNetworkSettings`). */
function attachTo(
  container: Container,
  { NetworkingConfig }: CreateRequest,
  context: EngineContext,
) {
  const { NetworkMode } = container.hostConfig
  if (container.config.networkDisabled || NetworkMode.startsWith('container:')) return
  const nameOf = (term: string) => {
    if (term === 'default') return 'bridge'
    const found = context.networks.all().find(({ id, name }) => term === name || id === term)
    return found?.name ?? term
  }
  for (const [term, asked] of Object.entries(NetworkingConfig.EndpointsConfig ?? {})) {
    const config = endpointConfig(asked)
    container.attachments.set(nameOf(term), { config, networkId: '', endpoint: undefined })
  }
  if (container.attachments.size > 0) return
  const config = emptyConfig()
  container.attachments.set(nameOf(NetworkMode), { config, networkId: '', endpoint: undefined })
}

/** @throws EngineError (404) if there is no such image, or it is for another platform. */
function imageOf({ images }: EngineContext, name: string, platform: string): Image {
  const wanted = platform === '' ? undefined : parsePlatform(platform)
  const image = images.get(name)
  if (!wanted) return image
  const { os, architecture } = image.config
  if (wanted.os === os && wanted.architecture === architecture) return image
  const words = [wanted.os, wanted.architecture, ...(wanted.variant ? [wanted.variant] : [])]
  throw notFound(
    `image with reference ${name} was found but does not match the specified platform: ` +
      `wanted ${words.join('/')}, actual: ${os}/${architecture}`,
  )
}
