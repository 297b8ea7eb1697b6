import { RegistryUnreachable } from '../../registry/errors.ts'
import {
  canonicalName,
  familiarName,
  familiarString,
  isNameOnly,
  type Reference,
} from '../../registry/reference.ts'
import { EngineError } from '../errors.ts'
import { shortId } from '../ids.ts'
import type { ImageContext } from './context.ts'
import { message, progress, type Say } from './progress.ts'

/**
 * Answers a push as dockerd does where the registry lets nobody write, which is so with this site's.
 * @throws EngineError (500) always, in dockerd's words
 */
export function refusePush({ images }: ImageContext, reference: Reference, say: Say): never {
  say(message(`The push refers to repository [${canonicalName(reference)}]`))
  const inside = images.references.inRepository(reference)
  if (inside.length === 0) {
    throw new EngineError(
      500,
      `An image does not exist locally with the tag: ${familiarName(reference)}`,
    )
  }
  const image = isNameOnly(reference)
    ? images.byId(inside[0]?.id ?? '')
    : images.byReference(reference)
  if (!image) throw new EngineError(500, `tag does not exist: ${familiarString(reference)}`)
  if (reference.domain !== 'docker.io') {
    throw new EngineError(500, new RegistryUnreachable(reference.domain).message)
  }
  for (const { diffId } of image.layers.toReversed()) say(progress('Preparing', shortId(diffId)))
  throw new EngineError(500, 'denied: requested access to the resource is denied')
}
