import type { Machine } from '../../machine/machine.ts'
import { imageSize } from '../images/image.ts'
import { containerPaths } from '../paths.ts'
import type { Container } from './container.ts'
import type { ContainerSize } from './json.ts'

/** Measures a container's writable layer in the guest; one that has never been there is empty. */
export async function measure(
  machine: () => Promise<Machine>,
  container: Container,
): Promise<ContainerSize> {
  const below = imageSize(container.image)
  if (!container.hasFolder) return { own: 0, all: below }
  const { output } = await (
    await machine()
  ).submit([{ op: 'usage', path: containerPaths(container.id).upper }]).done
  const own = Number(new TextDecoder().decode(output[0]) || 0)
  return { own, all: below + own }
}
