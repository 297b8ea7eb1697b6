import type { ContainerConfig } from '../../registry/oci.ts'
import type { EngineContext } from '../context.ts'
import { applyCommand, isConfigCommand, shellOf } from '../dockerfile/apply.ts'
import type { Command } from '../dockerfile/command.ts'
import { expandCommand } from '../dockerfile/expand.ts'
import { lookupIn, type Lex } from '../dockerfile/lex.ts'
import { invalid, messageOf } from '../errors.ts'
import { childImage } from '../images/child.ts'
import { NO_CHANGES } from '../images/changes.ts'
import type { Image } from '../images/image.ts'
import type { BuildCache } from './cache.ts'
import type { BuildContainers } from './containers.ts'
import { performCopy } from './copy.ts'
import type { BuildOutput } from './output.ts'
import { performRun } from './run.ts'
import { SCRATCH } from './scratch.ts'
import type { SourceFiles } from './sources.ts'
import type { StageResults, StageState } from './stage.ts'
import { makeWorkdir } from './workdir.ts'

/** What the steps of a build work with. */
export interface StepContext {
  context: EngineContext
  lex: Lex
  cache: BuildCache
  containers: BuildContainers
  /** The build's context. */
  files: SourceFiles
  output: BuildOutput
  signal: AbortSignal
  stages: StageResults
  /** The image that `--from` names where it is no stage. */
  findImage: (name: string) => Promise<Image>
}

/**
 * Carries out one instruction: what it makes is the stage's image then (dockerd's `dispatch`).
 * @throws EngineError, BuildError in dockerd's words
 */
export async function performCommand(
  step: StepContext,
  state: StageState,
  given: Command,
): Promise<void> {
  const env = state.config.Env ?? []
  const lookup = lookupIn([...env, ...state.args.besides(env)])
  const { lex, output } = step
  const word = (text: string) => refused(() => lex.word(text, lookup))
  const words = (text: string) => refused(() => lex.words(text, lookup))
  const command = expandCommand(given, word)
  switch (command.kind) {
    case 'add':
    case 'copy':
      return performCopy(step, state, command)
    case 'run':
      return performRun(step, state, command)
    case 'maintainer':
      state.maintainer = command.maintainer
      return commitStep(step, state, `MAINTAINER ${command.maintainer}`)
    case 'arg': {
      for (const [name, value] of command.pairs) state.args.add(name, value)
      const texts = command.pairs.map(([name, value]) =>
        value === undefined ? name : `${name}=${value}`,
      )
      return commitStep(step, state, `ARG ${texts.join(' ')}`)
    }
  }
  if (!isConfigCommand(command)) return
  const { config, comment, note } = applyCommand(state.config, command, {
    hasCommand: state.hasCommand,
    words,
  })
  state.config = config
  if (note !== undefined) output.out(note)
  if (command.kind === 'workdir') return makeWorkdir(step, state, comment)
  await commitStep(step, state, comment)
  if (command.kind === 'cmd' && command.words?.length) state.hasCommand = true
}

/** What keeps a word from being read is the client's mistake. */
function refused<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw invalid(messageOf(error))
  }
}

/** Takes the image that an earlier build made of the same, and says so. */
export function takeCached(
  { cache, context, output }: StepContext,
  state: StageState,
  config: ContainerConfig,
): boolean {
  const found = cache.probe(state.image, config)
  if (!found) return false
  output.out(' ---> Using cache\n')
  const added = found.layers[state.image?.layers.length ?? 0]
  state.image = found
  context.trace.emit({
    step: 'build-image',
    imageId: found.id,
    cached: true,
    ...(added && { diffId: added.diffId, size: added.size }),
  })
  return true
}

/** The config of a container that only stands for an instruction: its command is a comment in two words. */
function commented(config: ContainerConfig, comment: string): ContainerConfig {
  return { ...config, Cmd: [...shellOf(config), '#(nop) ', comment] }
}

/** Makes an image that differs in its config alone. */
async function commitStep(step: StepContext, state: StageState, comment: string): Promise<void> {
  const config = commented(state.config, comment)
  if (takeCached(step, state, config)) return
  const container = await step.containers.create(state.image ?? SCRATCH, config)
  await commitLayer(step, state, { tar: NO_CHANGES, config, container: container.id })
}

/** A layer that a step has made. */
export interface StepLayer {
  tar: Uint8Array<ArrayBuffer>
  /** The config of the container that it is from. */
  config: ContainerConfig
  /** The ID of that container, where there was one. */
  container?: string
}

/** Makes the stage's next image of a layer. */
export async function commitLayer(
  { context }: StepContext,
  state: StageState,
  { tar, config, container }: StepLayer,
): Promise<void> {
  const { image, added, release } = await childImage(context, {
    base: state.image,
    tar,
    config: state.config,
    containerConfig: config,
    ...(container !== undefined && { container }),
    author: state.maintainer,
    comment: '',
  })
  release()
  state.image = image
  context.trace.emit({
    step: 'build-image',
    imageId: image.id,
    cached: false,
    ...(added && { diffId: added.diffId, size: added.size }),
  })
}
