import type { ContainerConfig, HealthConfig } from '../../registry/oci.ts'
import { invalid, unclassified } from '../errors.ts'
import { goDuration } from '../go/duration.ts'
import { joinPath } from '../go/path.ts'
import { quote, quoteList, quoteRune } from '../go/quote.ts'
import { parseSignal } from '../signals.ts'
import type { Command, CommandLine } from './command.ts'
import { portsOf } from './ports.ts'

/** What an instruction without files makes of a config. */
export interface Applied {
  config: ContainerConfig
  /** What a layer's history says of it, behind `#(nop) `. */
  comment: string
  /** Something to be told on standard output first. */
  note?: string
}

/** What follows from the instructions before. */
export interface ApplyState {
  /** Whether this stage has said CMD itself. */
  hasCommand: boolean
  /** Splits a word of EXPOSE, whose variables may hold several ports. */
  words: (text: string) => string[]
}

/** An instruction that changes the config alone; the others need files, a container or the build's arguments. */
export type ConfigCommand = Exclude<
  Command,
  { kind: 'add' | 'copy' | 'run' | 'arg' | 'maintainer' }
>

const OTHERS: readonly string[] = ['add', 'copy', 'run', 'arg', 'maintainer']

export function isConfigCommand(command: Command): command is ConfigCommand {
  return !OTHERS.includes(command.kind)
}

/**
 * Changes a config by an instruction, as dockerd's dispatchers do.
 * @throws EngineError in their words
 */
export function applyCommand(
  config: ContainerConfig,
  command: ConfigCommand,
  state: ApplyState,
): Applied {
  switch (command.kind) {
    case 'env': {
      const variables = new Map((config.Env ?? []).map((entry) => [nameOf(entry), entry]))
      for (const [name, value] of command.pairs) variables.set(name, `${name}=${value}`)
      return {
        config: { ...config, Env: [...variables.values()] },
        comment: `ENV${pairsText(command.pairs)}`,
      }
    }
    case 'label':
      return {
        config: {
          ...config,
          Labels: { ...config.Labels, ...Object.fromEntries(command.pairs) },
        },
        comment: `LABEL${pairsText(command.pairs)}`,
      }
    case 'onbuild':
      return {
        config: { ...config, OnBuild: [...(config.OnBuild ?? []), command.expression] },
        comment: `ONBUILD ${command.expression}`,
      }
    case 'workdir': {
      const path = workdir(config.WorkingDir ?? '', command.path)
      return { config: { ...config, WorkingDir: path }, comment: `WORKDIR ${path}` }
    }
    case 'user':
      return { config: { ...config, User: command.user }, comment: `USER ${command.user}` }
    case 'stopsignal':
      parseSignal(command.signal)
      return {
        config: { ...config, StopSignal: command.signal },
        comment: `STOPSIGNAL ${command.signal}`,
      }
    case 'cmd': {
      const words = programOf(config, command) ?? []
      return { config: { ...config, Cmd: words }, comment: `CMD ${quoteList(words)}` }
    }
    case 'entrypoint': {
      const words = programOf(config, command)
      return {
        config: {
          ...config,
          Entrypoint: words ?? null,
          // A command was meant as arguments for another entrypoint, or as the whole.
          ...(!state.hasCommand && { Cmd: null }),
        },
        comment: `ENTRYPOINT ${quoteList(words ?? [])}`,
      }
    }
    case 'healthcheck': {
      const [first, ...rest] = config.Healthcheck?.Test ?? []
      return {
        config: { ...config, Healthcheck: command.health },
        comment: `HEALTHCHECK ${healthText(command.health)}`,
        ...(first !== undefined &&
          first !== 'NONE' && {
            note: `Note: overriding previous HEALTHCHECK: [${[first, ...rest].join(' ')}]\n`,
          }),
      }
    }
    case 'expose': {
      const given = command.ports.flatMap(state.words)
      return {
        config: {
          ...config,
          ExposedPorts: { ...config.ExposedPorts, ...asSet(given.flatMap(portsOf)) },
        },
        comment: `EXPOSE ${given.join(' ')}`,
      }
    }
    case 'volume':
      if (command.volumes.includes('')) {
        throw unclassified('VOLUME specified can not be an empty string')
      }
      return {
        config: { ...config, Volumes: { ...config.Volumes, ...asSet(command.volumes) } },
        comment: `VOLUME [${command.volumes.join(' ')}]`,
      }
    case 'shell':
      return {
        config: { ...config, Shell: [...command.shell] },
        comment: `SHELL [${command.shell.join(' ')}]`,
      }
  }
}

/** The words of a program: the shell form's text goes to the shell. */
export function programOf(config: ContainerConfig, line: CommandLine): string[] | undefined {
  if (!line.words) return undefined
  return line.isShell ? [...shellOf(config), ...line.words] : [...line.words]
}

/** What runs a shell form. */
export function shellOf({ Shell }: ContainerConfig): string[] {
  return Shell?.length ? [...Shell] : ['/bin/sh', '-c']
}

/** The folder that WORKDIR means, an absolute one as it is written. */
function workdir(current: string, path: string): string {
  if (path === '') throw invalid('cannot normalize nothing')
  return path.startsWith('/') ? path : joinPath('/', current, path)
}

function pairsText(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => ` ${name}=${value}`).join('')
}

/** As Go's `%q` prints a pointer to a `HealthConfig`. */
function healthText({ Test, Interval, Timeout, StartPeriod, Retries }: HealthConfig): string {
  const times = [Interval, Timeout, StartPeriod].map((time) => quote(goDuration(time ?? 0)))
  return `&{${[quoteList(Test ?? []), ...times, quoteRune(Retries ?? 0)].join(' ')}}`
}

function nameOf(entry: string): string {
  return entry.split('=', 1)[0] ?? ''
}

function asSet(keys: readonly string[]): Record<string, Record<string, never>> {
  return Object.fromEntries(keys.map((key) => [key, {}]))
}
