import type { RunCommand } from '../dockerfile/command.ts'
import { programOf } from '../dockerfile/apply.ts'
import { unclassified } from '../errors.ts'
import { changesOf } from '../images/changes.ts'
import type { BuildArgs } from './args.ts'
import { commitLayer, takeCached, type StepContext } from './dispatch.ts'
import { SCRATCH } from './scratch.ts'
import type { StageState } from './stage.ts'

/**
 * `RUN`: runs a program in a container; the layer is what its writable layer holds then (dockerd's `dispatchRun`).
 * @throws BuildError if it does not end with 0, EngineError in dockerd's words
 */
export async function performRun(
  step: StepContext,
  state: StageState,
  command: RunCommand,
): Promise<void> {
  const [flag] = command.flags
  if (flag !== undefined) throw requiresBuildKit(flag)
  const { config } = state
  const env = config.Env ?? []
  const words = programOf(config, command) ?? []
  const added = state.args.besides(env)
  const saved = added.length > 0 ? withArgs(words, added, state.args) : words
  const hasWords = saved.length > 0
  const cached = { ...config, Cmd: saved, ...(hasWords && { Entrypoint: null }) }
  if (takeCached(step, state, cached)) return
  const container = await step.containers.create(state.image ?? SCRATCH, {
    ...config,
    Cmd: words,
    Env: [...env, ...added],
    ...(hasWords && { Entrypoint: [''] }),
    Healthcheck: { Test: ['NONE'] },
  })
  await step.containers.run(container, step.signal)
  const tar = await changesOf(step.context, container)
  await commitLayer(step, state, { tar, config: cached, container: container.id })
}

export function requiresBuildKit(flag: string) {
  return unclassified(
    `the --${flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`,
  )
}

/** The command with the arguments before it, so that the cache tells runs with other ones apart. */
function withArgs(words: readonly string[], added: readonly string[], args: BuildArgs): string[] {
  const shown = added.filter((entry) => args.isShown(entry.split('=', 1)[0] ?? ''))
  return [`|${shown.length}`, ...shown, ...words]
}
