import type { Image } from '../images/image.ts'
import { invalid } from '../errors.ts'
import type { Healthcheck } from './schema/config.ts'
import { sorted } from './schema/go.ts'
import type { CreateRequest } from './schema/index.ts'

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
  /** `80/tcp` and so on. */
  exposedPorts: readonly string[]
  /** Paths in the container that a volume of its own is mounted at, unless something else is. */
  volumes: readonly string[]
  healthcheck: Healthcheck | null
  onBuild: readonly string[] | null
  /** What runs a shell form's command line; `/bin/sh -c` where undefined. */
  shell: readonly string[] | undefined
  argsEscaped: boolean
  networkDisabled: boolean
  macAddress: string
}

/**
 * Completes a request from the image's config, as dockerd's `merge` does: an entrypoint in the request also drops the
 * image's command; what the image has comes after what the request has.
 * @param hostname used where the request has none.
 * @throws EngineError (400) in Docker's words if there is no command.
 */
export function mergeConfig(
  request: CreateRequest,
  image: Image,
  hostname: string,
): ContainerConfig {
  const defaults = image.config.config ?? {}
  const asked = request.Entrypoint
  const own = request.Cmd ?? []
  const entrypoint = asked ?? defaults.Entrypoint ?? []
  const cmd = own.length === 0 && !asked?.length ? (defaults.Cmd ?? []) : own
  // A single empty word is how clients say "none, not even the image's".
  const isReset = entrypoint.length === 1 && entrypoint[0] === ''
  if ((isReset || entrypoint.length === 0) && cmd.length === 0)
    throw invalid('No command specified')
  return {
    image: request.Image,
    cmd,
    entrypoint: isReset || entrypoint.length === 0 ? undefined : entrypoint,
    env: mergeEnv(request.Env ?? [], defaults.Env ?? []),
    workingDir: request.WorkingDir || defaults.WorkingDir || '',
    hostname: request.Hostname || hostname,
    domainname: request.Domainname,
    user: request.User || defaults.User || '',
    tty: request.Tty,
    openStdin: request.OpenStdin,
    stdinOnce: request.StdinOnce,
    attach: {
      stdin: request.AttachStdin,
      stdout: request.AttachStdout,
      stderr: request.AttachStderr,
    },
    labels: sorted({ ...(defaults.Labels ?? {}), ...(request.Labels ?? {}) }),
    stopSignal: request.StopSignal || defaults.StopSignal || undefined,
    stopTimeout: request.StopTimeout ?? undefined,
    exposedPorts: mergeKeys(request.ExposedPorts, defaults.ExposedPorts),
    volumes: mergeKeys(request.Volumes, defaults.Volumes),
    healthcheck: mergeHealthcheck(request.Healthcheck, defaults.Healthcheck),
    onBuild: request.OnBuild,
    shell: request.Shell?.length ? request.Shell : undefined,
    argsEscaped: request.ArgsEscaped,
    networkDisabled: request.NetworkDisabled,
    macAddress: request.MacAddress,
  }
}

/** The container's first process: entrypoint and command together. */
export function processArgs({ entrypoint = [], cmd }: ContainerConfig): string[] {
  return [...entrypoint, ...cmd]
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * The first process's variables: Docker's own, then the image's and the request's over them
 * (dockerd's `CreateDaemonEnvironment`).
 */
export function processEnv({ hostname, tty, env }: ContainerConfig): string[] {
  const own = [`PATH=${DEFAULT_PATH}`, `HOSTNAME=${hostname}`, ...(tty ? ['TERM=xterm'] : [])]
  const merged = new Map(own.map((entry) => [nameOf(entry), entry]))
  const others: string[] = []
  for (const entry of env) {
    const name = nameOf(entry)
    // A name without `=` takes one of Docker's own away.
    if (name === entry) merged.delete(name)
    else if (merged.has(name)) merged.set(name, entry)
    else others.push(entry)
  }
  return [...merged.values(), ...others]
}

const nameOf = (entry: string) => entry.split('=', 1)[0] ?? ''

function mergeEnv(own: readonly string[], defaults: readonly string[]): string[] {
  const names = new Set(own.map(nameOf))
  return [...own, ...defaults.filter((entry) => !names.has(nameOf(entry)))]
}

function mergeKeys(own: object | null, defaults: object | null | undefined): string[] {
  return [...new Set([...Object.keys(own ?? {}), ...Object.keys(defaults ?? {})])].sort()
}

function mergeHealthcheck(
  own: Healthcheck | null,
  defaults: { [K in keyof Healthcheck]?: Healthcheck[K] | null | undefined } | null | undefined,
): Healthcheck | null {
  if (!own && !defaults) return null
  return {
    Test: own?.Test?.length ? own.Test : (defaults?.Test ?? null),
    Interval: own?.Interval || defaults?.Interval || 0,
    Timeout: own?.Timeout || defaults?.Timeout || 0,
    StartPeriod: own?.StartPeriod || defaults?.StartPeriod || 0,
    Retries: own?.Retries || defaults?.Retries || 0,
  }
}
