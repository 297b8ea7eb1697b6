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
    const word = (text: string) => refused(() => lex.word(text, lookup))
    const words = (text: string) => refused(() => lex.words(text, lookup))
    if (command.kind === 'from') throw invalid('from is not a valid change command')
    const expanded = expandCommand(command, word)
    if (!isConfigCommand(expanded)) {
      throw invalid(`${expanded.kind} is not a valid change command`)
    }
    changed = applyCommand(changed, expanded, { hasCommand, words }).config
    if (expanded.kind === 'cmd' && expanded.words?.length) hasCommand = true
  }
  return changed
}

/** What keeps a word from being read is the client's mistake. */
function refused<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw invalid(messageOf(error))
  }
}
