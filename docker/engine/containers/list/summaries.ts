import type { EngineContext } from '../../context.ts'
import type { Container } from '../container.ts'
import { containerSummary } from '../json.ts'
import { measure } from '../size.ts'

/** Entries of `GET /containers/json`; with `isMeasured` the guest is asked for each one's size. */
export function summariesOf(
  context: EngineContext,
  containers: readonly Container[],
  isMeasured: boolean,
) {
  const { machine, now } = context
  return Promise.all(
    containers.map(async (container) =>
      containerSummary(
        container,
        imageName(context, container.config.image, container.image.id),
        now(),
        isMeasured ? await measure(machine, container) : undefined,
      ),
    ),
  )
}

/** How an image is called in a list: as it was asked for, as long as that is still the same image. */
function imageName({ images }: EngineContext, asked: string, id: string): string {
  try {
    return images.get(asked).id === id ? asked : id
  } catch {
    return id
  }
}
