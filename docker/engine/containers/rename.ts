import type { EngineContext } from '../context.ts'
import { EngineError, invalid } from '../errors.ts'

/** Gives a container another name. @throws EngineError in dockerd's words. */
export function renameContainer(
  { containers, lifecycle, networking }: EngineContext,
  from: string,
  to: string,
): void {
  if (from === '' || to === '') throw invalid('Neither old nor new names may be empty')
  const container = containers.get(from)
  const oldName = `/${container.name}`
  if (oldName === `/${to.replace(/^\//, '')}`) {
    throw invalid('Renaming a container with the same name as its current name')
  }
  try {
    container.name = containers.nameFor(to.startsWith('/') ? to : `/${to}`)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError(error.status, `Error when allocating new name: ${error.message}`)
  }
  void networking.renamed(container)
  lifecycle.emit(container, 'rename', { oldName })
}
