import { Api } from './api.ts'
import { Flag, FlagError, parseFlags, type Flags } from './flags.ts'
import { helpText } from './help.ts'
import { CliError, type DockerIo } from './io.ts'

const encoder = new TextEncoder()

/** What a command works with. */
export class Cli {
  readonly io: DockerIo
  readonly api: Api

  constructor(io: DockerIo) {
    this.io = io
    this.api = new Api(io)
  }

  /** Writes text to standard output. */
  async out(text: string) {
    if (text !== '') await this.io.stdout(encoder.encode(text))
  }

  /** Writes text to standard error. */
  async err(text: string) {
    if (text !== '') await this.io.stderr(encoder.encode(text))
  }
}

/** How many arguments a command takes. */
export interface Arity {
  min: number
  max: number
}

interface CommandInit<F extends Flags> {
  name: string
  /** The arguments as the usage line has them, without flags: `IMAGE [COMMAND] [ARG...]`. */
  args: string
  arity: Arity
  short: string
  /** Where the top-level help lists it, and in which order among the common ones. */
  common?: number
  /** Whether flags end at the first argument, which belongs to a program then. */
  stopsAtArgument?: boolean
  flags: () => F
  run: (cli: Cli, flags: F, args: string[]) => Promise<number>
}

/** A command of the client. */
export interface Command {
  readonly name: string
  readonly short: string
  readonly common: number | undefined
  /** What `--help` prints. */
  help(): string
  /** Reads the arguments and runs. @returns the exit code */
  execute(cli: Cli, argv: readonly string[]): Promise<number>
}

/** Makes a command from its table of flags and what it does. */
export function defineCommand<F extends Flags>(init: CommandInit<F>): Command {
  const { name, short } = init
  const path = `docker ${name}`
  const usageOf = (flags: Flags) =>
    [path, Object.keys(flags).length > 0 ? '[OPTIONS]' : '', init.args].filter(Boolean).join(' ')
  return {
    name,
    short,
    common: init.common,
    help() {
      const flags = { ...init.flags(), ...helpFlag(init.flags()) }
      return helpText({ usage: usageOf(flags), short, flags })
    },
    async execute(cli, argv) {
      const flags = init.flags()
      const usage = `Usage:  ${usageOf(flags)}`
      try {
        const { positional, help } = parseFlags(flags, argv, !init.stopsAtArgument)
        if (help) {
          if (help === 'short') {
            await cli.err('Flag shorthand -h has been deprecated, use --help\n')
          }
          await cli.out(this.help())
          return 0
        }
        checkArity(path, usage, init.arity, positional.length)
        return await init.run(cli, flags, positional)
      } catch (error) {
        if (!(error instanceof FlagError)) throw error
        const hint = `Run '${path} --help' for more information`
        throw new CliError(`${error.message}\n\n${usage}\n\n${hint}`, 125)
      }
    },
  }
}

/** Where `-h` means something else, the help lists `--help`, as Docker's does. */
function helpFlag(flags: Flags): Flags {
  const isTaken = Object.values(flags).some((flag) => flag.short === 'h')
  return isTaken
    ? {
        help: new Flag({
          usage: 'Print usage',
          type: '',
          value: false,
          parse: () => true,
          isBoolean: true,
        }),
      }
    : {}
}

function checkArity(path: string, usage: string, { min, max }: Arity, given: number) {
  if (given >= min && given <= max) return
  const [rule, verb] = arityRule(min, max)
  throw new CliError(
    `docker: '${path}' ${rule}\n\n${usage}\n\n${verb} '${path} --help' for more information`,
  )
}

/** Docker's words for each rule; its hint begins with `See` for the open-ended ones. */
function arityRule(min: number, max: number): [rule: string, verb: 'Run' | 'See'] {
  const plural = (count: number) => `${count} argument${count === 1 ? '' : 's'}`
  if (max === 0) return ['accepts no arguments', 'Run']
  if (min === max) return [`requires ${plural(min)}`, 'Run']
  if (max === Infinity) return [`requires at least ${plural(min)}`, 'See']
  return [`requires at most ${plural(max)}`, 'Run']
}
