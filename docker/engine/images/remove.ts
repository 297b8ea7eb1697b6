import {
  canonicalName,
  familiarString,
  parseReference,
  type Reference,
} from '../../registry/reference.ts'
import type { Container } from '../containers/container.ts'
import { conflict, EngineError } from '../errors.ts'
import { shortId } from '../ids.ts'
import type { Image } from './image.ts'
import { emitImage, type ImageContext } from './context.ts'
import { isCanonical } from './references.ts'

/** A line of `docker rmi`. */
export type Removed = { Untagged: string } | { Deleted: string }

interface RemoveOptions {
  force: boolean
  /** Whether images that this one was committed on go too, where nothing else needs them. */
  prune: boolean
}

/**
 * Removes a reference to an image, and the image with the last one; or the image where its ID is given
 * (dockerd's `ImageDelete`).
 * @throws EngineError 404 if there is no such image, 409 where something still needs it.
 */
export async function removeImage(
  context: ImageContext,
  name: string,
  { force, prune }: RemoveOptions,
): Promise<Removed[]> {
  const { images } = context
  const image = images.get(name)
  const references = images.references.of(image.id)
  const removed: Removed[] = []
  let quiet = false
  if (isIdPrefix(image.id, name)) {
    if (isSingle(references)) {
      refuseWhereUsed(context, image, { force, evenNamed: true })
      untag(context, image, references, removed)
    }
  } else {
    const user = context.containers.all().find((container) => container.image.id === image.id)
    if (!force && isSingle(references) && user) {
      throw conflict(
        `conflict: unable to remove repository reference "${name}" (must force) - ` +
          `container ${shortId(user.id)} is using its referenced image ${shortId(image.id)}`,
      )
    }
    const reference = parseReference(name)
    untag(context, image, [reference], removed)
    if (!isCanonical(reference)) untagDigests(context, image, reference, removed)
    if (images.references.of(image.id).length > 0) return removed
    quiet = true
  }
  await deleteImage(context, image, removed, { force, prune, quiet })
  return removed
}

/** Takes references away; who only had them knows the image no more. */
function untag(
  context: ImageContext,
  image: Image,
  references: readonly Reference[],
  removed: Removed[],
) {
  for (const reference of references) {
    context.images.references.delete(reference)
    removed.push({ Untagged: familiarString(reference) })
    emitImage(context, 'untag', image)
  }
}

/** A repository's digests go with its last tag. */
function untagDigests(
  { images }: ImageContext,
  image: Image,
  reference: Reference,
  removed: Removed[],
) {
  const left = images.references
    .of(image.id)
    .filter((each) => canonicalName(each) === canonicalName(reference))
  if (!left.every(isCanonical)) return
  for (const digest of left) {
    images.references.delete(digest)
    removed.push({ Untagged: familiarString(digest) })
  }
}

async function deleteImage(
  context: ImageContext,
  image: Image,
  removed: Removed[],
  { force, prune, quiet }: RemoveOptions & { quiet: boolean },
): Promise<void> {
  const { images, layers } = context
  const found = useOf(context, image, { force, evenNamed: false })
  if (found) {
    const isDangling =
      images.references.of(image.id).length === 0 && images.children(image).length === 0
    if (quiet && (!isDangling || found.byContainer)) return
    throw conflict(found.message)
  }
  const parent = images.parent(image)
  untag(context, image, images.references.of(image.id), removed)
  images.delete(image)
  context.events.emit('image', 'delete', image.id, { name: image.id })
  removed.push({ Deleted: image.id })
  removed.push(...unusedChain(context, image).map((chainId) => ({ Deleted: chainId })))
  await layers.collect(usedLayers(context))
  if (prune && parent) {
    await deleteImage(context, parent, removed, { force: false, prune: true, quiet: true })
  }
}

/** Layers of a removed image that no image and no container has, the topmost first. */
function unusedChain(context: ImageContext, image: Image): string[] {
  const used = new Set(holders(context).flatMap(({ chainIds }) => chainIds))
  return image.chainIds.toReversed().filter((chainId) => !used.has(chainId))
}

/** The diff IDs of all layers that an image or a container has. */
export function usedLayers(context: ImageContext): Set<string> {
  return new Set(holders(context).flatMap(({ layers }) => layers.map(({ diffId }) => diffId)))
}

/** A container keeps its layers though its image be removed. */
function holders({ images, containers }: ImageContext): Image[] {
  return [...images.all(), ...containers.all().map((container) => container.image)]
}

interface Use {
  message: string
  byContainer: boolean
}

function refuseWhereUsed(
  context: ImageContext,
  image: Image,
  options: { force: boolean; evenNamed: boolean },
) {
  const use = useOf(context, image, options)
  if (use) throw conflict(use.message)
}

/**
 * What an image is needed for, if anything (`checkImageDeleteConflict`).
 * @param options.evenNamed whether its references do not count.
 */
function useOf(
  { images, containers }: ImageContext,
  image: Image,
  { force, evenNamed }: { force: boolean; evenNamed: boolean },
): Use | undefined {
  const use = (hard: boolean, reason: string, byContainer = false): Use => ({
    message: `conflict: unable to delete ${shortId(image.id)} (${hard ? 'cannot' : 'must'} be forced) - ${reason}`,
    byContainer,
  })
  const users = containers.all().filter((container) => container.image.id === image.id)
  if (images.children(image).length > 0) return use(true, 'image has dependent child images')
  const running = users.find(({ running }: Container) => running)
  if (running) {
    return use(true, `image is being used by running container ${shortId(running.id)}`, true)
  }
  if (force) return undefined
  if (!evenNamed && images.references.of(image.id).length > 0) {
    return use(false, 'image is referenced in multiple repositories')
  }
  const [stopped] = users
  return (
    stopped && use(false, `image is being used by stopped container ${shortId(stopped.id)}`, true)
  )
}

/** Whether all references are of one repository, with at most one tag among them. */
function isSingle(references: readonly Reference[]): boolean {
  const [first] = references
  if (!first) return false
  if (references.length === 1) return true
  const tags = references.filter((reference) => !isCanonical(reference))
  if (tags.length > 1) return false
  const single = tags[0] ?? first
  const repositories = new Set(references.filter(isCanonical).map(canonicalName))
  return repositories.size === 1 && repositories.has(canonicalName(single))
}

function isIdPrefix(id: string, text: string): boolean {
  return id.startsWith(text) || id.slice(id.indexOf(':') + 1).startsWith(text)
}

/** @throws EngineError (400) for a name of nothing but white space. */
export function refuseBlank(name: string) {
  if (name.trim() === '') throw new EngineError(400, 'image name cannot be blank')
}
