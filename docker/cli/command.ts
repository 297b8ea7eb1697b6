import { Cli } from './cli.ts'
import { Flag, FlagError, parseFlags, type Flags } from './flags.ts'
import { helpText } from './help.ts'
import { CliError } from './io.ts'

export { Cli } from './cli.ts'
export { defineGroup } from './group.ts'

/** Exit code for flags that cannot be read. */
export const EXIT_USAGE = 125

/** How many arguments a command takes. */
export interface Arity {
  min: number
  max: number
}

export interface CommandInit<F extends Flags> {
  name: string
  /** Other names that it has in its group; its help lists them. */
  aliases?: readonly string[]
  /** The arguments as the usage line has them, without flags: `IMAGE [COMMAND] [ARG...]`. */
  args: string
  /** The usage line after the command's name, where it is not `[OPTIONS]` (if there are flags) and `args`. */
  usage?: string
  arity: Arity
  /** What lists of commands say of it. */
  short: string
  /** What its help says of it instead of `short`. */
  long?: string
  /** What its help shows under `Examples`, line ends included. */
  example?: string
  /** Lists of commands leave it out. */
  hidden?: boolean
  /** Whether flags end at the first argument, which belongs to a program then. */
  stopsAtArgument?: boolean
  flags: () => F
  /** @param path the words that name it: `docker container ls` */
  run: (cli: Cli, flags: F, args: string[], path: string) => Promise<number>
}

/** Where a command is met. */
export interface Place {
  /** The words before its name: `docker`, `docker container`. */
  parent: string
  /** Whether `--help` came before its name. */
  help: boolean
}

const TOP: Place = { parent: 'docker', help: false }

/** A command of the client, or a group of commands. */
export interface Command {
  readonly name: string
  readonly aliases: readonly string[]
  readonly short: string
  readonly hidden: boolean
  /** Its arguments as the usage line has them; not given for a group. */
  readonly args?: string
  /** Its flags, by name, as they are before anything was read. */
  flags(): Flags
  /** A group's commands. */
  readonly commands?: readonly Command[]
  /**
   * What `--help` prints.
   * @param parent as in {@link Place}
   * @param columns how wide the terminal is
   */
  help(parent?: string, columns?: number): string
  /** Reads the arguments and runs. @returns the exit code */
  execute(cli: Cli, argv: readonly string[], place?: Place): Promise<number>
  /** The same command under other names. */
  as(names: Names): Command
}

interface Names {
  name?: string
  aliases?: readonly string[]
}

/** The same command at another place: `docker ps` is `docker container ls`. */
export function under(command: Command, names: Names = {}): Command {
  return command.as(names)
}

/** Makes a command from its table of flags and what it does. */
export function defineCommand<F extends Flags>(init: CommandInit<F>): Command {
  const { name, short, aliases = [], hidden = false } = init
  const usageOf = (path: string, flags: Flags) => {
    const options = Object.keys(flags).length > 0 ? '[OPTIONS]' : ''
    const words = init.usage ?? [options, init.args].filter(Boolean).join(' ')
    return words === '' ? path : `${path} ${words}`
  }
  return {
    name,
    aliases,
    short,
    hidden,
    args: init.args,
    flags: () => init.flags(),
    help(parent = TOP.parent, columns = 80) {
      const flags = init.flags()
      return helpText({
        usage: usageOf(`${parent} ${name}`, flags),
        about: init.long ?? short,
        names: aliases.length > 0 ? [name, ...aliases] : [],
        example: init.example,
        flags: { ...flags, ...helpFlag(flags) },
        columns,
      })
    },
    async execute(cli, argv, place = TOP) {
      const path = `${place.parent} ${name}`
      const flags = init.flags()
      const { positional, help } = await readFlags(cli, argv, {
        flags,
        interspersed: !init.stopsAtArgument,
        problem: (message) => `${message}\nSee '${path} --help'.`,
      })
      if (help || place.help) {
        await cli.out(this.help(place.parent, cli.io.size?.()?.columns))
        return 0
      }
      await cli.checkSupport(flags)
      const problem = arityProblem(init.arity, positional.length)
      if (problem !== undefined) {
        const usage = `Usage:  ${usageOf(path, flags)}`
        throw new CliError(`"${path}" ${problem}.\nSee '${path} --help'.\n\n${usage}\n\n${short}`)
      }
      return await init.run(cli, flags, positional, path)
    },
    as: (names) => defineCommand({ ...init, ...names }),
  }
}

interface FlagReading {
  flags: Flags
  interspersed: boolean
  /** What standard error says where they cannot be read, from pflag's words. */
  problem: (message: string) => string
}

/** Reads flags, and tells which are out of use. @throws CliError where they cannot be read */
export async function readFlags(
  cli: Cli,
  argv: readonly string[],
  { flags, interspersed, problem }: FlagReading,
) {
  try {
    const parsed = parseFlags(flags, argv, interspersed)
    for (const warning of parsed.warnings) await cli.out(warning)
    return parsed
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    throw new CliError(problem(error.message), EXIT_USAGE)
  }
}

/** Where `-h` means something else, the help lists `--help`, as Docker's does. */
function helpFlag(flags: Flags): Flags {
  const isTaken = Object.values(flags).some((flag) => flag.short === 'h')
  const usage = 'Print usage'
  if (!isTaken) return {}
  return { help: new Flag({ usage, type: '', value: false, parse: () => true, isBoolean: true }) }
}

/** Docker's words where the number of arguments is wrong. */
function arityProblem({ min, max }: Arity, given: number): string | undefined {
  if (given >= min && given <= max) return undefined
  const plural = (count: number) => `${count} argument${count === 1 ? '' : 's'}`
  if (max === 0) return 'accepts no arguments'
  if (min === max) return `requires exactly ${plural(min)}`
  if (max === Infinity) return `requires at least ${plural(min)}`
  if (min === 0) return `requires at most ${plural(max)}`
  return `requires at least ${min} and at most ${plural(max)}`
}
