/** Commands of Docker's client for what this engine or this client does not do: their usage is Docker's, and they refuse. */

import { ApiError } from './api.ts'
import { defineCommand, type Cli, type Command } from './command.ts'
import { bool, int, list, text, type AnyFlag, type Flags } from './flags.ts'
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
  stopsAtArgument?: boolean
  /**
   * What Docker's client asks the engine first, from the arguments: `GET /nodes/{0}`. The engine's refusal is the
   * answer. `each` asks so for every argument; `inspect` too, and writes a list of nothing.
   */
  ask?: { request: string; how?: 'each' | 'inspect' }
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
    flags: () => flagsOf(init.flags ?? []),
    async run(cli, _flags, args) {
      if (!ask) throw unsupported(name)
      const [method = '', path = ''] = ask.request.split(' ')
      const pathOf = (index: number) => path.replace('{0}', encodeURIComponent(args[index] ?? ''))
      if (ask.how === 'inspect') {
        const get = (reference: string) => cli.api.text(method, pathOf(args.indexOf(reference)))
        return await writeInspect(cli, args, get, '')
      }
      const asked = ask.how === 'each' ? args.map((_arg, index) => pathOf(index)) : [pathOf(0)]
      await askAll(cli, method, asked)
      throw unsupported(name)
    },
  })
}

/** @throws CliError with every refusal */
async function askAll(cli: Cli, method: string, paths: readonly string[]) {
  const problems: string[] = []
  for (const path of paths) {
    try {
      const response = await cli.api.send(method, path)
      await response.body?.cancel()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problems.push(error.message)
    }
  }
  if (problems.length > 0) throw new CliError(problems.join('\n'))
}

/** The engine may be another one, which would do it. */
function unsupported(name: string): CliError {
  return new CliError(`${name} is not supported by this client`)
}

/** `-f, --filter filter  What it does (default "x")` */
const LINE = /^(?:-(\w), )?--([\w-]+)(?: (\S+))? {2,}(.*)$/s

/** Flags from lines of help; what values they take is not looked at, but for whole numbers. */
export function flagsOf(lines: readonly string[]): Flags {
  return Object.fromEntries(
    lines.map((line) => {
      const [, short, name = '', type, usage = ''] = LINE.exec(line) ?? []
      return [name, flagOf(usage, short === undefined ? {} : { short }, type)] satisfies [
        string,
        AnyFlag,
      ]
    }),
  )
}

function flagOf(usage: string, options: { short?: string }, type: string | undefined): AnyFlag {
  if (type === undefined) return bool(usage, options)
  if (type === 'int') return int(usage, options)
  if (type === 'string') return text(usage, options)
  return list(usage, { ...options, type })
}
