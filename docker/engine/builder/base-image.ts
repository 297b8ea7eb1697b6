import { isPlatform, type Platform } from '../../registry/client.ts'
import { InvalidReference, parseReference } from '../../registry/reference.ts'
import type { EngineContext } from '../context.ts'
import { EngineError, unclassified } from '../errors.ts'
import type { Image } from '../images/image.ts'
import { preparePull } from '../images/pull.ts'
import type { Say } from '../images/progress.ts'

/** How an image is looked for. */
export interface ImageSearch {
  /** Whether it is pulled though it is here. */
  pull: boolean
  platform: Platform | undefined
  say: Say
  signal: AbortSignal
}

/**
 * The image that FROM or `--from` names: the one that is here, or one that is pulled (dockerd's
 * `GetImageAndReleasableLayer`).
 * @throws EngineError in dockerd's words if there is none
 */
export async function findImage(
  context: EngineContext,
  name: string,
  { pull, platform, say, signal }: ImageSearch,
): Promise<Image> {
  const here = pull ? undefined : present(context, name, platform)
  if (here) return here
  try {
    const work = await preparePull(context, parseReference(name), platform)
    await work(say, signal)
  } catch (error) {
    if (error instanceof InvalidReference) throw unclassified(error.message)
    throw error
  }
  return context.images.get(name)
}

function present(
  { images }: EngineContext,
  name: string,
  platform: Platform | undefined,
): Image | undefined {
  try {
    const image = images.get(name)
    const { os = '', architecture = '', variant } = image.config
    const own = {
      os: os ?? '',
      architecture: architecture ?? '',
      ...(variant && { variant }),
    }
    return !platform || isPlatform(own, platform) ? image : undefined
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}
