import { ApiError } from './api.ts'
import { Cli, readFlags, type Command } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import { FileError } from './files.ts'
import { connect, globalFlags } from './global.ts'
import { findCommand } from './group.ts'
import { helpCommand, overview } from './overview.ts'
import { CliError, EXIT_INTERRUPTED, Interrupted, type DockerIo } from './io.ts'
import { CLI_VERSION } from './version.ts'

const HELP: Command = helpCommand(() => [...COMMANDS, HELP])

/**
 * Runs one docker command.
 * @param argv the words after `docker`
 * @returns the exit code: Docker's own, the container's where there is one, 130 where `io.signal` stopped it
 * @throws whatever `io` throws; failures of the command are written to standard error
 */
export async function runDocker(argv: readonly string[], io: DockerIo): Promise<number> {
  const cli = new Cli(io)
  try {
    return await dispatch(cli, argv)
  } catch (error) {
    if (error instanceof Interrupted) return EXIT_INTERRUPTED
    if (!isFailure(error)) throw error
    if (error.message !== '') await cli.err(`${error.message}\n`)
    return error instanceof CliError ? error.exitCode : 1
  }
}

/** What is a command's own failure, to be told to its user. */
function isFailure(error: unknown): error is CliError | ApiError | FileError {
  return error instanceof CliError || error instanceof ApiError || error instanceof FileError
}

async function dispatch(cli: Cli, argv: readonly string[]): Promise<number> {
  const flags = globalFlags(cli.io.env)
  // Docker's client learns of this command only when its flags are read.
  const known = COMMANDS.filter((command) => command.name !== 'completion')
  const read = (words: readonly string[], interspersed: boolean) =>
    readFlags(cli, words, {
      flags,
      interspersed,
      problem: (message) => `${message}\nSee 'docker --help'.\n\n${overview(known, flags, cli.io)}`,
    })
  const { positional, help } = await read(argv, false)
  const [name, ...rest] = positional
  const command = name === undefined ? undefined : findCommand([...COMMANDS, HELP], name)
  const connected = new Cli(connect(cli.io, flags))
  if (command) return await command.execute(connected, rest, { parent: 'docker', help })
  // Where no command takes them, flags may follow words.
  const all = await read(positional, true)
  if (help || all.help) await cli.out(`\n${overview(COMMANDS, flags, cli.io)}`)
  else if (flags.version.value) await cli.out(`Docker version ${CLI_VERSION}\n`)
  else if (name === undefined) await cli.err(`\n${overview(COMMANDS, flags, cli.io)}`)
  else throw new CliError(`docker: '${name}' is not a docker command.\nSee 'docker --help'`)
  return 0
}
