import * as v from 'valibot'
import { Api } from './api.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands/index.ts'
import type { AnyFlag, Flags } from './flags.ts'
import { globalFlags } from './global.ts'
import { findCommand } from './group.ts'
import type { Transport } from './io.ts'

/** What may stand in the place of a command line's last word. */
export interface Completion {
  /** The word as far as it is there. */
  word: string
  /** Words that begin with it, sorted. */
  words: string[]
}

/**
 * Finds out how a docker command line may go on: with a command, a flag, or the name of a container, an image, a volume or
 * a network, as the usage line of the command has it.
 * @param line from `docker` to where the next key would go
 */
export async function complete(line: string, transport: Transport): Promise<Completion> {
  const words = line.split(/\s+/)
  const word = words.pop() ?? ''
  const found = await candidates(words.slice(1), word, transport)
  const fitting = found.filter((candidate) => candidate.startsWith(word))
  return { word, words: [...new Set(fitting)].sort() }
}

async function candidates(
  words: readonly string[],
  word: string,
  transport: Transport,
): Promise<string[]> {
  let among: readonly Command[] = COMMANDS
  let command: Command | undefined
  let rest = skipFlags(words, globalFlags({}))
  for (let next = rest[0]; next !== undefined; next = rest[0]) {
    const inner = findCommand(among, next)
    if (!inner) break
    command = inner
    among = inner.commands ?? []
    rest = inner.commands ? skipFlags(rest.slice(1), inner.flags()) : rest.slice(1)
    if (!inner.commands) break
  }
  if (command?.args === undefined) {
    if (word.startsWith('-')) return flagNames(command?.flags() ?? globalFlags({}))
    return rest.length > 0 ? [] : shown(among)
  }
  const { positional, waiting } = divide(rest, command.flags())
  if (waiting) return []
  if (word.startsWith('-')) return flagNames(command.flags())
  return namesOf(argumentAt(command.args, positional), transport)
}

const shown = (commands: readonly Command[]) =>
  commands.filter(({ hidden }) => !hidden).map(({ name }) => name)

function flagNames(flags: Flags): string[] {
  return [
    ...Object.entries(flags)
      .filter(([, flag]) => !flag.hidden && flag.deprecated === undefined)
      .map(([name]) => `--${name}`),
    '--help',
  ]
}

/** The words behind flags that come first. */
function skipFlags(words: readonly string[], flags: Flags): readonly string[] {
  let at = 0
  while (words[at]?.startsWith('-')) at += takesValue(words[at] ?? '', flags) ? 2 : 1
  return words.slice(at)
}

/** How many words are arguments, and whether the last is a flag that still wants its value. */
function divide(words: readonly string[], flags: Flags) {
  let positional = 0
  let waiting = false
  for (const word of words) {
    if (waiting) waiting = false
    else if (word.startsWith('-') && word !== '-') waiting = takesValue(word, flags)
    else positional += 1
  }
  return { positional, waiting }
}

/** Whether the value of a flag is the next word. */
function takesValue(word: string, flags: Flags): boolean {
  if (word.includes('=')) return false
  const flag: AnyFlag | undefined = word.startsWith('--')
    ? flags[word.slice(2)]
    : Object.values(flags).find(({ short }) => short === word.at(-1))
  return flag !== undefined && !flag.isBoolean
}

/** What a usage line calls the argument at a place; the last one may be repeated. */
function argumentAt(usage: string, index: number): string {
  const words = usage.split(' ').map((word) => /^\[(.*)\]$/.exec(word)?.[1] ?? word)
  const last = words.at(-1) ?? ''
  const word = words[index] ?? (last.endsWith('...') ? last : '')
  return word.replace(/\.\.\.$/, '')
}

const containers = v.array(v.object({ Names: v.array(v.string()) }))
const images = v.array(v.object({ RepoTags: v.nullish(v.array(v.string())) }))
const volumes = v.object({ Volumes: v.nullish(v.array(v.object({ Name: v.string() }))) })
const networks = v.array(v.object({ Name: v.string() }))

/** The names that an argument may be. */
async function namesOf(argument: string, transport: Transport): Promise<string[]> {
  const api = new Api({ transport, stdout: () => undefined, stderr: () => undefined })
  const list = async <T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T> => {
    const response = await api.send('GET', path)
    return v.parse(schema, await response.json())
  }
  const findContainers = async () =>
    (await list('/containers/json?all=1', containers)).flatMap(({ Names }) =>
      Names.map((name) => name.replace(/^\//, '')),
    )
  const findImages = async () =>
    (await list('/images/json', images))
      .flatMap(({ RepoTags }) => RepoTags ?? [])
      .map((tag) => tag.replace(/:latest$/, ''))
  if (/^CONTAINER(:SRC_PATH)?$/.test(argument)) {
    const names = await findContainers()
    return argument.includes(':') ? names.map((name) => `${name}:`) : names
  }
  if (/^(SOURCE_)?IMAGE(\[:TAG\])?$/.test(argument)) return findImages()
  if (argument === 'VOLUME') {
    return ((await list('/volumes', volumes)).Volumes ?? []).map(({ Name }) => Name)
  }
  if (argument === 'NETWORK') return (await list('/networks', networks)).map(({ Name }) => Name)
  if (argument === 'NAME|ID') return [...(await findContainers()), ...(await findImages())]
  return []
}
