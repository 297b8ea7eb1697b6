import type { Command, Pair } from './command.ts'

/**
 * Replaces variables in the parts of an instruction that have them (BuildKit's `Expand`).
 * @param word takes quotes away and replaces variables in one word
 */
export function expandCommand(command: Command, word: (text: string) => string): Command {
  const both = ([name, value]: Pair): Pair => [word(name), word(value)]
  switch (command.kind) {
    case 'env':
      return { ...command, pairs: command.pairs.map(both) }
    case 'label':
      return command.isLiteral ? command : { ...command, pairs: command.pairs.map(both) }
    case 'arg':
      return {
        ...command,
        pairs: command.pairs.map(([name, value]) => [
          word(name),
          value === undefined ? undefined : word(value),
        ]),
      }
    case 'add':
    case 'copy':
      return {
        ...command,
        chown: word(command.chown),
        sources: command.sources.map(word),
        target: word(command.target),
      }
    case 'workdir':
      return { ...command, path: word(command.path) }
    case 'user':
      return { ...command, user: word(command.user) }
    case 'volume':
      return { ...command, volumes: command.volumes.map(word) }
    case 'stopsignal':
      return { ...command, signal: word(command.signal) }
    default:
      return command
  }
}
