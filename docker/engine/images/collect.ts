import type { ImageContext } from './context.ts'
import { usedLayers } from './remove.ts'

/** Lets layers go with the last container that kept them after their image was removed. */
export function collectWithContainers(context: ImageContext) {
  context.events.listen(({ Type, Action }) => {
    if (Type !== 'container' || Action !== 'destroy') return
    // Who removed the container has no use for a failure; the next removal tries again.
    context.layers.collect(usedLayers(context)).catch(() => undefined)
  })
}
