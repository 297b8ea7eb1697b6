import type { ContainerConfig } from '../../registry/oci.ts'
import { invalid, messageOf } from '../errors.ts'
import { applyCommand, isConfigCommand } from './apply.ts'
import { readCommand } from './command.ts'
import { expandCommand } from './expand.ts'
import { createLex, lookupIn } from './lex.ts'
import { parseDockerfile } from './parse.ts'

/** Instructions that a change may be. */
const CHANGES = 'cmd entrypoint healthcheck env expose label onbuild user volume workdir'.split(' ')

/**
 * Changes a config by instructions of a Dockerfile, as `docker commit --change` and `docker import --change` do
 * (dockerd's `BuildFromConfig`). The config that is given stays as it is.
 * @throws EngineError (400) in Docker's words for an instruction that cannot be carried out.
 */
export function changedConfig(
  config: ContainerConfig,
  changes: readonly string[],
): ContainerConfig {
  if (changes.length === 0) return config
  const { instructions, escape } = parseDockerfile(changes.join('\n'))
  const odd = instructions.find(({ keyword }) => !CHANGES.includes(keyword))
  if (odd) throw invalid(`${odd.keyword} is not a valid change command`)
  const commands = instructions.map(readCommand)
  const lex = createLex(escape)
  let changed = config
  let hasCommand = false
  for (const command of commands) {
    const lookup = lookupIn(changed.Env ?? [])
    const words = (text: string) => lex.words(text, lookup)
    if (command.kind === 'from') throw invalid('from is not a valid change command')
    const before = changed
    changed = refused(() => {
      const expanded = expandCommand(command, (text) => lex.word(text, lookup))
      if (!isConfigCommand(expanded)) {
        throw invalid(`${expanded.kind} is not a valid change command`)
      }
      return applyCommand(before, expanded, { hasCommand, words }).config
    })
    if (command.kind === 'cmd' && command.words?.length) hasCommand = true
  }
  return changed
}

/** What keeps an instruction from being carried out is the client's mistake, whatever it is in a build. */
function refused<T>(carryOut: () => T): T {
  try {
    return carryOut()
  } catch (error) {
    throw invalid(messageOf(error))
  }
}
