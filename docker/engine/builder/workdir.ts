import { packForAgent } from '../../registry/tar.ts'
import { shellOf } from '../dockerfile/apply.ts'
import { unclassified } from '../errors.ts'
import { randomId } from '../ids.ts'
import { NO_CHANGES } from '../images/changes.ts'
import { newFolder } from './copied.ts'
import { findDestination } from './destination.ts'
import { commitLayer, takeCached, type StepContext } from './dispatch.ts'
import { SCRATCH } from './scratch.ts'
import type { StageState } from './stage.ts'
import { Workspace } from './workspace.ts'

/**
 * `WORKDIR`: the folder is made where it is missing (dockerd's `dispatchWorkdir`).
 * @throws EngineError in dockerd's words
 */
export async function makeWorkdir(
  step: StepContext,
  state: StageState,
  comment: string,
): Promise<void> {
  const config = { ...state.config, Cmd: [...shellOf(state.config), `#(nop) ${comment}`] }
  if (takeCached(step, state, config)) return
  const container = await step.containers.create(state.image ?? SCRATCH, config)
  const tar = await folderLayer(step, state, state.config.WorkingDir ?? '/')
  await commitLayer(step, state, { tar, config, container: container.id })
}

async function folderLayer(
  { context }: StepContext,
  { image }: StageState,
  folder: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const machine = await context.machine()
  const workspace = await Workspace.open(machine, image, randomId(context.randomBytes))
  try {
    const { path, exists, isFolder, missing, obstacle } = await findDestination(workspace, folder)
    if (exists && isFolder) return NO_CHANGES
    if (exists || obstacle !== undefined) {
      throw unclassified(`Cannot mkdir: ${folder} is not a directory`)
    }
    const manner = { owner: undefined, now: context.now() }
    const entries = [...missing, path].map((each) => newFolder(each.slice(1), manner))
    await workspace.unpack(packForAgent(entries))
    return await workspace.finish()
  } finally {
    await workspace.close()
  }
}
