import type { HealthConfig } from '../../registry/oci.ts'
import { invalid } from '../errors.ts'
import { quote } from '../go/quote.ts'
import { readFlags } from './flags.ts'
import { healthcheck } from './healthcheck.ts'
import type { ParsedLine } from './line.ts'

/** Name and value; an ARG may have none. */
export type Pair<V extends string | undefined = string> = readonly [name: string, value: V]

/** What an instruction asks for; `code` is how it is written. */
export type Command = { code: string } & (
  | { kind: 'env'; pairs: readonly Pair[] }
  | { kind: 'label'; pairs: readonly Pair[]; isLiteral?: boolean }
  | { kind: 'maintainer'; maintainer: string }
  | CopyCommand
  | { kind: 'onbuild'; expression: string }
  | { kind: 'workdir'; path: string }
  | { kind: 'user'; user: string }
  | { kind: 'stopsignal'; signal: string }
  | RunCommand
  | ({ kind: 'cmd' } & CommandLine)
  | ({ kind: 'entrypoint' } & CommandLine)
  | { kind: 'healthcheck'; health: HealthConfig }
  | { kind: 'expose'; ports: readonly string[] }
  | { kind: 'volume'; volumes: readonly string[] }
  | { kind: 'arg'; pairs: readonly Pair<string | undefined>[] }
  | { kind: 'shell'; shell: readonly string[] }
)

/** Words of a program; undefined where none are given. */
export interface CommandLine {
  words: readonly string[] | undefined
  /** Whether the words are one text for the shell. */
  isShell: boolean
}

export type RunCommand = { kind: 'run'; flags: readonly string[] } & CommandLine

export interface CopyCommand {
  kind: 'add' | 'copy'
  sources: readonly string[]
  target: string
  /** Empty where nothing is given. */
  from: string
  chown: string
  chmod: string
}

/** `FROM`: where a stage begins. */
export interface From {
  kind: 'from'
  base: string
  /** In small letters; empty where it has none. */
  name: string
  platform: string
  code: string
}

/**
 * What a line asks for (BuildKit's `ParseInstruction`).
 * @throws EngineError (400) in BuildKit's words
 */
export function readCommand(line: ParsedLine): Command | From {
  const read = Object.hasOwn(READERS, line.keyword) ? READERS[line.keyword] : undefined
  if (!read) throw invalid(`unknown instruction: ${line.keyword.toUpperCase()}`)
  return read(line)
}

const READERS: Readonly<Record<string, (line: ParsedLine) => Command | From>> = {
  env: (line) => ({ kind: 'env', code: line.code, pairs: pairsOf(line, 'ENV') }),
  label: (line) => ({ kind: 'label', code: line.code, pairs: pairsOf(line, 'LABEL') }),
  maintainer: (line) => ({ kind: 'maintainer', code: line.code, maintainer: one(line) }),
  add: (line) => copyOf(line, 'add', ['chown', 'chmod']),
  copy: (line) => copyOf(line, 'copy', ['chown', 'from', 'chmod']),
  from: fromOf,
  onbuild: onbuildOf,
  workdir: (line) => ({ kind: 'workdir', code: line.code, path: one(line) }),
  run: (line) => ({
    kind: 'run',
    code: line.code,
    flags: [...readFlags(line.flags, ['mount'], ['mount']).keys()],
    ...commandLine(line),
  }),
  cmd: (line) => ({ kind: 'cmd', code: line.code, ...without(line, commandLine) }),
  healthcheck: (line) => ({ kind: 'healthcheck', code: line.code, health: healthcheck(line) }),
  entrypoint(line) {
    const { words, isShell } = without(line, commandLine)
    return {
      kind: 'entrypoint',
      code: line.code,
      words: words?.length ? words : undefined,
      isShell,
    }
  },
  expose: (line) => ({ kind: 'expose', code: line.code, ports: some(line).toSorted(byBytes) }),
  user: (line) => ({ kind: 'user', code: line.code, user: one(line) }),
  volume(line) {
    const volumes = some(line).map((path) => path.trim())
    if (volumes.includes('')) throw invalid('VOLUME specified can not be an empty string')
    return { kind: 'volume', code: line.code, volumes }
  },
  stopsignal: (line) => ({ kind: 'stopsignal', code: line.code, signal: one(line, true) }),
  arg: argOf,
  shell(line) {
    const shell = some(line)
    if (!line.json) throw invalid('SHELL requires the arguments to be in JSON form')
    return { kind: 'shell', code: line.code, shell }
  },
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Reads what takes no flags. */
function without<T>(line: ParsedLine, read: (line: ParsedLine) => T): T {
  readFlags(line.flags, [])
  return read(line)
}

function some(line: ParsedLine): readonly string[] {
  if (line.args.length === 0) {
    throw invalid(`${line.keyword.toUpperCase()} requires at least one argument`)
  }
  return without(line, ({ args }) => args)
}

function one(line: ParsedLine, takesFlags = false): string {
  const [arg, other] = line.args
  if (arg === undefined || other !== undefined) {
    throw invalid(`${line.keyword.toUpperCase()} requires exactly one argument`)
  }
  return takesFlags ? arg : without(line, () => arg)
}

function pairsOf(line: ParsedLine, keyword: string): Pair[] {
  readFlags(line.flags, [])
  const { args } = line
  if (args.length === 0) throw invalid(`${keyword} requires at least one argument`)
  return Array.from({ length: args.length / 2 }, (_, index): Pair => {
    const [name = '', value = ''] = args.slice(2 * index)
    if (name === '') throw invalid(`${keyword} names can not be blank`)
    return [name, value]
  })
}

function copyOf(line: ParsedLine, kind: 'add' | 'copy', known: readonly string[]): Command {
  const sources = [...line.args]
  const target = sources.pop()
  if (target === undefined || sources.length === 0) {
    throw invalid(
      `${kind.toUpperCase()} requires at least two arguments, but only one was provided. Destination could not be determined`,
    )
  }
  const flags = readFlags(line.flags, known)
  const value = (name: string) => flags.get(name) ?? ''
  return {
    kind,
    code: line.code,
    sources,
    target,
    from: value('from'),
    chown: value('chown'),
    chmod: value('chmod'),
  }
}

function fromOf({ args, flags, code }: ParsedLine): From {
  const [base = '', as = '', given = ''] = args
  let name = ''
  if (args.length === 3 && as.toLowerCase() === 'as') {
    name = given.toLowerCase()
    if (!/^[a-z][a-z0-9_.-]*$/.test(name)) {
      throw invalid(
        `invalid name for build stage: ${quote(given)}, name can't start with a number or contain symbols`,
      )
    }
  } else if (args.length !== 1) {
    throw invalid('FROM requires either one or three arguments')
  }
  const platform = readFlags(flags, ['platform']).get('platform') ?? ''
  return { kind: 'from', base, name, platform, code }
}

function onbuildOf(line: ParsedLine): Command {
  const [trigger = ''] = some(line)
  const keyword = trigger.trim().toUpperCase()
  if (keyword === 'ONBUILD') {
    throw invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
  }
  if (keyword === 'MAINTAINER' || keyword === 'FROM') {
    throw invalid(`${keyword} isn't allowed as an ONBUILD trigger`)
  }
  return {
    kind: 'onbuild',
    code: line.code,
    expression: line.code.replace(/^\s*ONBUILD\s*/i, ''),
  }
}

function commandLine({ args, json }: ParsedLine): CommandLine {
  if (json) return { words: args, isShell: false }
  return { words: args.length > 0 ? [args.join(' ')] : [], isShell: true }
}

function argOf({ args, code }: ParsedLine): Command {
  if (args.length === 0) throw invalid('ARG requires at least one argument')
  const pairs = args.map((arg): Pair<string | undefined> => {
    const at = arg.indexOf('=')
    if (at === 0) throw invalid('ARG names can not be blank')
    return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)]
  })
  return { kind: 'arg', code, pairs }
}
