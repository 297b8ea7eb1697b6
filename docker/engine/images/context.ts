import type { Machine } from '../../machine/machine.ts'
import type { RegistryClient } from '../../registry/client.ts'
import { readImageAccounts } from '../containers/accounts.ts'
import type { ContainerStore } from '../containers/store.ts'
import type { Events } from '../events.ts'
import type { Trace } from '../trace.ts'
import type { Image } from './image.ts'
import type { LayerStore } from './layers.ts'
import type { ImageStore } from './store.ts'

/** What work on images needs. */
export interface ImageContext {
  registry: RegistryClient
  images: ImageStore
  layers: LayerStore
  containers: ContainerStore
  events: Events
  trace: Trace
  /** Starts the machine where it does not run. */
  machine: () => Promise<Machine>
  now: () => Date
}

/** Keeps an image that has arrived, ready to be run. */
export async function addImage({ images, machine }: ImageContext, image: Image): Promise<Image> {
  const added = images.add(image)
  if (image.layers.length > 0) await readImageAccounts(await machine(), added)
  return added
}

/**
 * Tells the world what happened to an image.
 * @param name what the event calls it: its ID, or the reference that was used.
 */
export function emitImage(
  { events }: ImageContext,
  action: string,
  image: Image,
  name: string = image.id,
) {
  events.emit('image', action, image.id, { ...(image.config.config?.Labels ?? {}), name })
}
