import { packForAgent } from '../../registry/tar.ts'
import { readImageAccounts } from '../containers/accounts.ts'
import type { CopyCommand } from '../dockerfile/command.ts'
import { shellOf } from '../dockerfile/apply.ts'
import { EngineError, messageOf, unclassified } from '../errors.ts'
import { joinPath } from '../go/path.ts'
import { randomId } from '../ids.ts'
import type { Image } from '../images/image.ts'
import { copiedEntries } from './copied.ts'
import { findDestination } from './destination.ts'
import { commitLayer, takeCached, type StepContext } from './dispatch.ts'
import { imageFiles } from './image-files.ts'
import { parseOwner } from './owner.ts'
import { requiresBuildKit } from './run.ts'
import { findSources, hashOfSources, type Source, type SourceFiles } from './sources.ts'
import type { StageState } from './stage.ts'
import { Workspace } from './workspace.ts'

/**
 * `COPY` and `ADD` (dockerd's `performCopy`).
 * @throws EngineError in dockerd's words
 */
export async function performCopy(
  step: StepContext,
  state: StageState,
  command: CopyCommand,
): Promise<void> {
  if (command.chmod !== '') throw requiresBuildKit('chmod')
  const keyword = command.kind === 'add' ? 'ADD' : 'COPY'
  const files = command.from === '' ? step.files : await filesOf(step, command.from)
  const sources = await findSources(files, keyword, command.sources, command.target)
  const chown = command.chown === '' ? '' : `--chown=${command.chown}`
  const comment = `${keyword} ${chown}${await hashOfSources(sources)} in ${command.target} `
  const config = { ...state.config, Cmd: [...shellOf(state.config), `#(nop) ${comment}`] }
  if (takeCached(step, state, config)) return
  await commitLayer(step, state, { tar: await copyLayer(step, state, command, sources), config })
}

/** The layer that holds the copies. */
async function copyLayer(
  { context }: StepContext,
  state: StageState,
  { kind, from, chown, target }: CopyCommand,
  sources: readonly Source[],
): Promise<Uint8Array<ArrayBuffer>> {
  const machine = await context.machine()
  const workspace = await Workspace.open(machine, state.image, randomId(context.randomBytes))
  try {
    const root = { uid: 0, gid: 0 }
    const owner =
      chown === '' ? root : parseOwner(chown, await accountsOf(context.machine, state.image))
    const place = target.startsWith('/')
      ? target
      : joinPath('/', state.config.WorkingDir ?? '', target)
    const destination = await findDestination(workspace, place)
    const entries = await copiedEntries(sources, target, destination, {
      owner: from !== '' && chown === '' ? undefined : owner,
      unpack: kind === 'add',
      now: context.now(),
    })
    await unpack(workspace, packForAgent(entries))
    return await workspace.finish()
  } finally {
    await workspace.close()
  }
}

async function unpack(workspace: Workspace, tar: ReadableStream<Uint8Array>) {
  try {
    await workspace.unpack(tar)
  } catch (error) {
    throw new EngineError(500, `failed to copy files: ${messageOf(error)}`)
  }
}

async function accountsOf(machine: StepContext['context']['machine'], image: Image | undefined) {
  return image ? readImageAccounts(await machine(), image) : { passwd: '', group: '' }
}

/** What `--from` names: a stage, or an image. */
async function filesOf(step: StepContext, from: string): Promise<SourceFiles> {
  const { context, stages } = step
  const newId = () => randomId(context.randomBytes)
  try {
    const stage = stages.find(from)
    const image = stage ? stage.image : await step.findImage(from)
    return imageFiles(await context.machine(), image, newId)
  } catch (error) {
    throw unclassified(`invalid from flag value ${from}: ${messageOf(error)}`)
  }
}
