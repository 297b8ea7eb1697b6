import { readFlags, type Command, type Place } from './command.ts'
import { commandLists } from './help.ts'
import { CliError } from './io.ts'

interface GroupInit {
  name: string
  short: string
  commands: readonly Command[]
  aliases?: readonly string[]
  hidden?: boolean
}

/** A command that is a group of others: `docker container …`. */
export function defineGroup(init: GroupInit): Command {
  const { name, short, commands, aliases = [], hidden = false } = init
  const usage = (path: string) => {
    const hint = `Run '${path} COMMAND --help' for more information on a command.`
    return `${[`Usage:  ${path} COMMAND`, short, ...commandLists(commands), hint].join('\n\n')}\n`
  }
  return {
    name,
    aliases,
    short,
    hidden,
    commands,
    help: (parent = 'docker') => `\n${usage(`${parent} ${name}`)}`,
    async execute(cli, argv, place: Place = { parent: 'docker', help: false }) {
      const path = `${place.parent} ${name}`
      const read = (interspersed: boolean) =>
        readFlags(cli, argv, {
          flags: {},
          interspersed,
          problem: (message) => `${message}\nSee '${path} --help'.\n\n${usage(path)}`,
        })
      const { positional, help } = await read(false)
      const [word, ...rest] = positional
      const command = word === undefined ? undefined : findCommand(commands, word)
      if (command) {
        return await command.execute(cli, rest, { parent: path, help: help || place.help })
      }
      // Where no command takes them, flags may follow words.
      const all = await read(true)
      if (all.help || place.help) await cli.out(this.help(place.parent))
      else if (word === undefined) await cli.err(this.help(place.parent))
      else throw new CliError(`\n${usage(path).trimEnd()}`)
      return 0
    },
    as: (names) => defineGroup({ ...init, ...names }),
  }
}

/** The command of that name or alias. */
export function findCommand(commands: readonly Command[], word: string): Command | undefined {
  return commands.find(({ name, aliases }) => name === word || aliases.includes(word))
}
