/** Commands of Docker's client for what this engine or this client does not do: their usage is Docker's, and they refuse. */

import { ApiError } from './api.ts'
import { defineCommand, type Cli, type Command } from './command.ts'
import { orNoSuch } from './container/api.ts'
import { bool, int, list, text, type AnyFlag, type FlagOptions, type Flags } from './flags.ts'
import { writeInspect } from './format/inspect.ts'
import { CliError } from './io.ts'

interface RefusedInit {
  name: string
  aliases?: readonly string[]
  /** The usage line after the name. */
  usage: string
  min: number
  max: number
  short: string
  long?: string
  /** Its flags as lines of its help: `-q, --quiet  Suppress output`. */
  flags?: readonly string[]
  /** Those that only engines with experimental features have. */
  experimental?: readonly string[]
  stopsAtArgument?: boolean
  /**
   * What Docker's client asks the engine first, from the arguments: `GET /nodes/{0}`. The engine's refusal is the
   * answer. `each` asks so for every argument; `inspect` too, and writes a list of nothing.
   */
  ask?: Question
  /** What Docker's client says where there is no swarm, without asking. */
  says?: string
}

interface Question {
  request: string
  how?: 'each' | 'inspect'
  /** What the engine has none of by that name. */
  kind?: 'plugin'
}

/** A command that asks the engine, which refuses, or refuses itself where there is nothing to ask. */
export function refusedCommand(init: RefusedInit): Command {
  const { name, usage, short, min, max, ask } = init
  return defineCommand({
    name,
    ...(init.aliases && { aliases: init.aliases }),
    args: '',
    usage,
    arity: { min, max },
    short,
    ...(init.long !== undefined && { long: init.long }),
    ...(init.stopsAtArgument && { stopsAtArgument: true }),
    flags: () => ({
      ...flagsOf(init.flags ?? []),
      ...flagsOf(init.experimental ?? [], { requires: { experimental: true } }),
    }),
    async run(cli, _flags, args, path) {
      if (init.says !== undefined) throw new CliError(init.says)
      if (!ask) throw unsupported(path)
      const find = (argument: string) => question(cli, ask, argument)
      if (ask.how === 'inspect') return await inspectNothing(cli, ask, args, find)
      await askAll(ask.how === 'each' ? args : [args[0] ?? 'self'], find)
      throw unsupported(path)
    },
  })
}

function question(cli: Cli, { request, kind }: Question, argument: string): Promise<string> {
  const [method = '', path = ''] = request.split(' ')
  const answer = cli.api.text(method, path.replace('{0}', encodeURIComponent(argument)))
  return kind ? orNoSuch(kind, argument, answer) : answer
}

type Find = (argument: string) => Promise<string>

/** Docker's client wraps the failure twice where it has an output of its own for people. */
async function inspectNothing(cli: Cli, { kind }: Question, names: readonly string[], find: Find) {
  try {
    return await writeInspect(cli, names, find, '')
  } catch (error) {
    if (!(error instanceof CliError) || kind) throw error
    throw new CliError(`Status: ${error.message}, Code: ${error.exitCode}`, error.exitCode)
  }
}

/** @throws CliError with every refusal */
async function askAll(args: readonly string[], find: Find) {
  const problems: string[] = []
  for (const argument of args) {
    try {
      await find(argument)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problems.push(error.message)
    }
  }
  if (problems.length > 0) throw new CliError(problems.join('\n'))
}

/** The engine may be another one, which would do it. */
function unsupported(path: string): CliError {
  return new CliError(`${path} is not supported by this client`)
}

/** `-f, --filter filter  What it does (default "x")` */
const LINE = /^(?:-(\w), )?--([\w-]+)(?: (\S+))? {2,}(.*)$/s

/** Flags from lines of help; what values they take is not looked at, but for whole numbers. */
export function flagsOf(lines: readonly string[], options: FlagOptions = {}): Flags {
  return Object.fromEntries(
    lines.map((line) => {
      const [, short, name = '', type, usage = ''] = LINE.exec(line) ?? []
      return [
        name,
        flagOf(usage, { ...options, ...(short !== undefined && { short }) }, type),
      ] satisfies [string, AnyFlag]
    }),
  )
}

function flagOf(usage: string, options: FlagOptions, type: string | undefined): AnyFlag {
  if (type === undefined) return bool(usage, options)
  if (type === 'int') return int(usage, options)
  if (type === 'string') return text(usage, options)
  return list(usage, { ...options, type })
}
