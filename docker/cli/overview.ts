import { defineCommand, type Command } from './command.ts'
import type { Flags } from './flags.ts'
import { globalFlags } from './global.ts'
import { findCommand } from './group.ts'
import { commandLists, flagLines } from './help.ts'
import { CliError, type DockerIo } from './io.ts'

/** How `docker` itself is used, laid out for the terminal if there is one. */
export function overview(commands: readonly Command[], flags: Flags, io: DockerIo): string {
  const columns = io.size?.()?.columns ?? 80
  const parts = [
    'Usage:  docker [OPTIONS] COMMAND',
    'A self-sufficient runtime for containers',
    `Options:\n${flagLines(flags, columns)}`,
    ...commandLists(commands),
    "Run 'docker COMMAND --help' for more information on a command.",
    'To get more help with docker, check out our guides at https://docs.docker.com/go/guides/',
  ]
  return `${parts.join('\n\n')}\n`
}

/** `docker help …` */
export function helpCommand(commands: () => readonly Command[]): Command {
  return defineCommand({
    name: 'help',
    args: '[command]',
    arity: { min: 0, max: Infinity },
    short: 'Help about the command',
    hidden: true,
    flags: () => ({}),
    async run(cli, _flags, words) {
      const columns = cli.io.size?.()?.columns ?? 80
      let help = `\n${overview(commands(), globalFlags(cli.io.env), cli.io)}`
      let path = 'docker'
      let among = commands()
      for (const [index, word] of words.entries()) {
        const command = findCommand(among, word)
        if (!command) throw new CliError(`unknown help topic: ${words.slice(index).join(' ')}`)
        help = command.help(path, columns)
        path = `${path} ${command.name}`
        among = command.commands ?? []
      }
      await cli.out(help)
      return 0
    },
  })
}
