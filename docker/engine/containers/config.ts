import type { Image } from '../images/image.ts'
import { invalid } from '../errors.ts'
import type { CreateRequest } from './schema.ts'

/** What a container runs with: the request completed by what the image says. */
export interface ContainerConfig {
  /** The image as it was asked for. */
  image: string
  cmd: readonly string[]
  /** Undefined where neither image nor request has one. */
  entrypoint: readonly string[] | undefined
  /** `NAME=value` */
  env: readonly string[]
  /** Absolute; empty for `/`. */
  workingDir: string
  hostname: string
  domainname: string
  /** `name|uid[:group|gid]`; empty for root. */
  user: string
  tty: boolean
  openStdin: boolean
  /** Whether the container's input ends with the first client's. */
  stdinOnce: boolean
  attach: { stdin: boolean; stdout: boolean; stderr: boolean }
  labels: Record<string, string>
  stopSignal: string | undefined
  /** Seconds between the stop signal and SIGKILL. */
  stopTimeout: number | undefined
  exposedPorts: readonly string[]
}

/**
 * Completes a request from the image's config, by dockerd's rules: an entrypoint in the request also drops the
 * image's command; variables and labels are merged, those of the request winning.
 * @param hostname used where the request has none.
 * @throws EngineError (400) in Docker's words if there is no command, or a value is malformed.
 */
export function mergeConfig(
  request: CreateRequest,
  image: Image,
  hostname: string,
): ContainerConfig {
  const defaults = image.config.config ?? {}
  const asked = request.Entrypoint ?? undefined
  const entrypoint = asked ?? defaults.Entrypoint ?? undefined
  const ownCmd = request.Cmd ?? []
  const cmd = ownCmd.length === 0 && !asked?.length ? (defaults.Cmd ?? []) : ownCmd
  // A single empty word is how clients say "none, not even the image's".
  const isReset = entrypoint?.length === 1 && entrypoint[0] === ''
  const config: ContainerConfig = {
    image: request.Image,
    cmd,
    entrypoint: isReset || !entrypoint?.length ? undefined : entrypoint,
    env: mergeEnv(defaults.Env ?? [], request.Env ?? []),
    workingDir: request.WorkingDir || defaults.WorkingDir || '',
    hostname: request.Hostname || hostname,
    domainname: request.Domainname ?? '',
    user: request.User || defaults.User || '',
    tty: request.Tty ?? false,
    openStdin: request.OpenStdin ?? false,
    stdinOnce: request.StdinOnce ?? false,
    attach: {
      stdin: request.AttachStdin ?? false,
      stdout: request.AttachStdout ?? false,
      stderr: request.AttachStderr ?? false,
    },
    labels: { ...(defaults.Labels ?? {}), ...(request.Labels ?? {}) },
    stopSignal: request.StopSignal || defaults.StopSignal || undefined,
    stopTimeout: request.StopTimeout ?? undefined,
    exposedPorts: [
      ...new Set([...Object.keys(defaults.ExposedPorts ?? {}), ...(request.ExposedPorts ?? [])]),
    ],
  }
  if (!config.entrypoint && config.cmd.length === 0) throw invalid('no command specified')
  if (config.workingDir !== '' && !config.workingDir.startsWith('/')) {
    throw invalid(
      `the working directory '${config.workingDir}' is invalid, it needs to be an absolute path`,
    )
  }
  return config
}

/** The container's first process: entrypoint and command together. */
export function processArgs({ entrypoint = [], cmd }: ContainerConfig): string[] {
  return [...entrypoint, ...cmd]
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The first process's variables: Docker's own, then the image's and the request's over them. */
export function processEnv({ hostname, tty, env }: ContainerConfig): string[] {
  const own = [`PATH=${DEFAULT_PATH}`, `HOSTNAME=${hostname}`, ...(tty ? ['TERM=xterm'] : [])]
  // A name without `=` takes the variable away; it has served its purpose once merged.
  return mergeEnv(own, env).filter((entry) => entry.includes('='))
}

/** Later values take an earlier one's place in the list. */
function mergeEnv(first: readonly string[], second: readonly string[]): string[] {
  const merged = new Map<string, string>()
  for (const entry of [...first, ...second]) {
    const name = entry.split('=', 1)[0] ?? ''
    if (name === '') throw invalid(`invalid environment variable: ${entry}`)
    merged.set(name, entry)
  }
  return [...merged.values()]
}
