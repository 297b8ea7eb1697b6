import { ApiError } from './api.ts'
import { Cli, type Command } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import { bool, FlagError, parseFlags } from './flags.ts'
import { flagLines } from './help.ts'
import { CliError, EXIT_INTERRUPTED, Interrupted, type DockerIo } from './io.ts'
import { CLI_VERSION } from './version.ts'

/** Exit code for arguments that cannot be read. */
const EXIT_USAGE = 125

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
    if (error instanceof CliError || error instanceof ApiError) {
      await cli.err(`${error.message}\n`)
      return error instanceof CliError ? error.exitCode : 1
    }
    throw error
  }
}

const globalFlags = () => ({ version: bool('Print version information and quit', { short: 'v' }) })

async function dispatch(cli: Cli, argv: readonly string[]): Promise<number> {
  const flags = globalFlags()
  const { positional, help } = parseGlobal(flags, argv)
  const [name, ...rest] = positional
  if (help) {
    await cli.out(overview())
    return 0
  }
  if (flags.version.value) {
    await cli.out(`Docker version ${CLI_VERSION}\n`)
    return 0
  }
  if (name === undefined) {
    await cli.err(overview())
    return 0
  }
  if (name === 'help') return await helpAbout(cli, rest[0])
  const command = find(name)
  if (!command) {
    throw new CliError(
      `docker: unknown command: docker ${name}\n\nRun 'docker --help' for more information`,
    )
  }
  return await command.execute(cli, rest)
}

function parseGlobal(flags: ReturnType<typeof globalFlags>, argv: readonly string[]) {
  try {
    return parseFlags(flags, argv, false)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    const usage = 'Usage:  docker [OPTIONS] COMMAND [ARG...]'
    const hint = "Run 'docker --help' for more information"
    throw new CliError(`${error.message}\n\n${usage}\n\n${hint}`, EXIT_USAGE)
  }
}

async function helpAbout(cli: Cli, topic: string | undefined): Promise<number> {
  const command = topic === undefined ? undefined : find(topic)
  if (topic !== undefined && !command) throw new CliError(`unknown help topic: ${topic}`)
  await cli.out(command?.help() ?? overview())
  return 0
}

function find(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name)
}

/** The help of `docker` itself. */
function overview(): string {
  const isCommon = ({ common }: Command) => common !== undefined
  const common = COMMANDS.filter(isCommon).sort((a, b) => (a.common ?? 0) - (b.common ?? 0))
  const others = COMMANDS.filter((command) => !isCommon(command))
  const width = Math.max(...COMMANDS.map(({ name }) => name.length), 11)
  const lines = (commands: readonly Command[]) =>
    commands.map(({ name, short }) => `  ${name.padEnd(width)} ${short}`).join('\n')
  const parts = [
    'Usage:  docker [OPTIONS] COMMAND',
    'A self-sufficient runtime for containers',
    `Common Commands:\n${lines(common)}`,
    `Commands:\n${lines(others)}`,
    `Global Options:\n${flagLines(globalFlags())}`,
    "Run 'docker COMMAND --help' for more information on a command.",
  ]
  return `${parts.join('\n\n')}\n`
}
