import { readFlags, type Command, type Place } from './command.ts'
import type { Flags } from './flags.ts'
import { commandLists, flagLines } from './help.ts'
import { CliError } from './io.ts'

interface GroupInit {
  name: string
  short: string
  commands: readonly Command[]
  aliases?: readonly string[]
  hidden?: boolean
  /** What its help says of it instead of `short`. */
  long?: string
  /** Flags that may come before the command's name. */
  flags?: () => Flags
}

/** A command that is a group of others: `docker container …`. */
export function defineGroup(init: GroupInit): Command {
  const { name, short, commands, aliases = [], hidden = false } = init
  const groupFlags = init.flags ?? (() => ({}))
  const usage = (path: string, columns = 80) => {
    const options = flagLines(groupFlags(), columns)
    const hint = `Run '${path} COMMAND --help' for more information on a command.`
    const parts = [
      `Usage:  ${path}${options === '' ? '' : ' [OPTIONS]'} COMMAND`,
      init.long ?? short,
      ...(options === '' ? [] : [`Options:\n${options}`]),
      ...commandLists(commands),
      hint,
    ]
    return `${parts.join('\n\n')}\n`
  }
  return {
    name,
    aliases,
    short,
    hidden,
    commands,
    flags: groupFlags,
    help: (parent = 'docker', columns = 80) => `\n${usage(`${parent} ${name}`, columns)}`,
    async execute(cli, argv, place: Place = { parent: 'docker', help: false }) {
      const path = `${place.parent} ${name}`
      const flags = groupFlags()
      const columns = cli.io.size?.()?.columns
      const read = (interspersed: boolean) =>
        readFlags(cli, argv, {
          flags,
          interspersed,
          problem: (message) => `${message}\nSee '${path} --help'.\n\n${usage(path, columns)}`,
        })
      const { positional, help } = await read(false)
      const [word, ...rest] = positional
      const command = word === undefined ? undefined : findCommand(commands, word)
      if (command) {
        return await command.execute(cli, rest, { parent: path, help: help || place.help })
      }
      // Where no command takes them, flags may follow words.
      const all = await read(true)
      if (all.help || place.help) await cli.out(this.help(place.parent, columns))
      else if (word === undefined) await cli.err(this.help(place.parent, columns))
      else throw new CliError(`\n${usage(path, columns).trimEnd()}`)
      return 0
    },
    as: (names) => defineGroup({ ...init, ...names }),
  }
}

/** The command of that name or alias. */
export function findCommand(commands: readonly Command[], word: string): Command | undefined {
  return commands.find(({ name, aliases }) => name === word || aliases.includes(word))
}
