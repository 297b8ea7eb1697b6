import type { ContainerConfig } from '../../registry/oci.ts'
import { invalid } from '../errors.ts'
import { healthcheck } from './healthcheck.ts'
import { jsonForm } from './json-form.ts'
import { instructionLines } from './lines.ts'
import { expand, splitWords } from './words.ts'

type Perform = (config: ContainerConfig, rest: string) => Partial<ContainerConfig>

/**
 * Changes a config by instructions of a Dockerfile, as `docker commit --change` and `docker import --change` do
 * (dockerd's `BuildFromConfig`). The config that is given stays as it is.
 * @throws EngineError (400) in Docker's words for an instruction that cannot be carried out.
 */
export function changedConfig(
  config: ContainerConfig,
  changes: readonly string[],
): ContainerConfig {
  if (changes.length === 0) return config
  const lines = instructionLines(changes.join('\n'))
  if (lines.length === 0) throw invalid('file with no instructions')
  const odd = lines.find(({ keyword }) => !Object.hasOwn(INSTRUCTIONS, keyword))
  if (odd) throw invalid(`${odd.keyword} is not a valid change command`)
  let changed = config
  let hasCommand = false
  for (const { keyword, rest } of lines) {
    changed = { ...changed, ...INSTRUCTIONS[keyword]?.(changed, rest) }
    if (keyword === 'cmd') hasCommand = true
    // A command was meant as arguments for another entrypoint, or as the whole.
    if (keyword === 'entrypoint' && !hasCommand) changed = { ...changed, Cmd: null }
  }
  return changed
}

const INSTRUCTIONS: Readonly<Record<string, Perform>> = {
  cmd: (config, rest) => ({ Cmd: commandLine(config, rest) }),
  entrypoint: (config, rest) => ({ Entrypoint: commandLine(config, rest) }),
  healthcheck: (_, rest) => ({ Healthcheck: healthcheck(rest) }),
  env(config, rest) {
    const variables = new Map((config.Env ?? []).map((entry) => [nameOf(entry), entry]))
    for (const [name, value] of pairs(config, 'ENV', rest)) variables.set(name, `${name}=${value}`)
    return { Env: [...variables.values()] }
  },
  label: (config, rest) => ({
    Labels: { ...config.Labels, ...Object.fromEntries(pairs(config, 'LABEL', rest)) },
  }),
  expose(config, rest) {
    const ports = some('EXPOSE', words(config, rest)).flatMap(portsOf)
    return { ExposedPorts: { ...config.ExposedPorts, ...asSet(ports) } }
  },
  volume(config, rest) {
    const paths =
      jsonForm(rest)?.map((path) => refused(() => expand(path, lookup(config)))) ??
      words(config, rest)
    if (paths.includes('')) throw invalid('VOLUME specified can not be an empty string')
    return { Volumes: { ...config.Volumes, ...asSet(some('VOLUME', paths)) } }
  },
  user: (config, rest) => ({ User: one('USER', config, rest) }),
  workdir(config, rest) {
    const path = one('WORKDIR', config, rest)
    return {
      WorkingDir: normalized(path.startsWith('/') ? path : `${config.WorkingDir ?? ''}/${path}`),
    }
  },
  onbuild(config, rest) {
    const [trigger = ''] = some('ONBUILD', rest === '' ? [] : rest.split(/\s+/))
    if (/^onbuild$/i.test(trigger)) {
      throw invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    }
    if (/^(?:from|maintainer)$/i.test(trigger)) {
      throw invalid(`${trigger.toUpperCase()} isn't allowed as an ONBUILD trigger`)
    }
    return { OnBuild: [...(config.OnBuild ?? []), rest] }
  },
}

/** The exec form as it is; the shell form as an argument of the shell. */
function commandLine(config: ContainerConfig, rest: string): string[] {
  const shell = config.Shell?.length ? config.Shell : ['/bin/sh', '-c']
  return jsonForm(rest) ?? [...shell, ...(rest === '' ? [] : [rest])]
}

/** `name=value …`, or the old form of one name and its value behind white space. */
function pairs(config: ContainerConfig, keyword: string, rest: string): [string, string][] {
  if (rest === '') throw invalid(`${keyword} requires at least one argument`)
  const [first = ''] = /^\S+/.exec(rest) ?? []
  if (!first.includes('=')) {
    const [, name = '', value] = /^(\S+)\s+(.*)$/s.exec(rest) ?? []
    if (value === undefined) throw invalid(`${keyword} must have two arguments`)
    return [[name, words(config, value, '').join(' ')]]
  }
  return words(config, rest).map((word) => {
    const at = word.indexOf('=')
    if (at < 0) {
      throw invalid(
        `Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`,
      )
    }
    if (at === 0) throw invalid(`${keyword} names can not be blank`)
    return [word.slice(0, at), word.slice(at + 1)]
  })
}

function words(config: ContainerConfig, rest: string, escape = '\\'): string[] {
  return refused(() => splitWords(rest, escape, lookup(config)))
}

/** What keeps text from being split or filled in is the client's mistake. */
function refused<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error))
  }
}

function some(keyword: string, found: string[]): string[] {
  if (found.length === 0) throw invalid(`${keyword} requires at least one argument`)
  return found
}

function one(keyword: string, config: ContainerConfig, rest: string): string {
  const found = words(config, rest)
  const [word, other] = found
  if (word === undefined || other !== undefined) {
    throw invalid(`${keyword} requires exactly one argument`)
  }
  return word
}

function lookup({ Env }: ContainerConfig) {
  return (name: string) => {
    const entry = (Env ?? []).find((each) => nameOf(each) === name)
    return entry?.slice(name.length + 1)
  }
}

function nameOf(entry: string): string {
  return entry.split('=', 1)[0] ?? ''
}

function asSet(keys: readonly string[]): Record<string, Record<string, never>> {
  return Object.fromEntries(keys.map((key) => [key, {}]))
}

/** `80`, `80/udp` or `8000-8010/tcp` as ports, each with its protocol. */
function portsOf(text: string): string[] {
  const [range = '', protocol = 'tcp'] = text.toLowerCase().split('/')
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (first === undefined || to > 65535 || to < from) {
    throw invalid(`Invalid containerPort: ${range}`)
  }
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw invalid(`Invalid proto: ${protocol}`)
  return Array.from({ length: to - from + 1 }, (_, index) => `${from + index}/${protocol}`)
}

/** An absolute path without `.`, `..` and slashes too many. */
function normalized(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
