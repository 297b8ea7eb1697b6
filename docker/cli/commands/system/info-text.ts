import * as v from 'valibot'
import { humanBytes } from '../../format/size.ts'

const text = v.optional(v.string(), '')
const flag = v.optional(v.boolean(), false)
const count = v.optional(v.number(), 0)
const texts = v.nullish(v.array(v.string()))
const commit = v.optional(v.object({ ID: text, Expected: text }), { ID: '', Expected: '' })

/** What of `GET /info` is shown. */
export const Info = v.object({
  ID: text,
  Containers: count,
  ContainersRunning: count,
  ContainersPaused: count,
  ContainersStopped: count,
  Images: count,
  Driver: text,
  DriverStatus: v.nullish(v.array(v.array(v.string()))),
  SystemStatus: v.nullish(v.array(v.array(v.string()))),
  Plugins: v.object({ Volume: texts, Network: texts, Authorization: texts, Log: texts }),
  Debug: flag,
  NFd: count,
  NGoroutines: count,
  SystemTime: text,
  NEventsListener: count,
  LoggingDriver: text,
  CgroupDriver: text,
  CgroupVersion: text,
  KernelVersion: text,
  OperatingSystem: text,
  OSType: text,
  Architecture: text,
  IndexServerAddress: text,
  RegistryConfig: v.nullish(
    v.object({
      InsecureRegistryCIDRs: texts,
      IndexConfigs: v.nullish(v.record(v.string(), v.object({ Name: text, Secure: flag }))),
      Mirrors: texts,
    }),
  ),
  NCPU: count,
  MemTotal: count,
  DockerRootDir: text,
  HttpProxy: text,
  HttpsProxy: text,
  NoProxy: text,
  Name: text,
  Labels: texts,
  ExperimentalBuild: flag,
  ServerVersion: text,
  ClusterStore: text,
  ClusterAdvertise: text,
  Runtimes: v.nullish(v.record(v.string(), v.unknown())),
  DefaultRuntime: text,
  Swarm: v.optional(
    v.object({ LocalNodeState: text, NodeID: text, NodeAddr: text, ControlAvailable: flag }),
  ),
  LiveRestoreEnabled: flag,
  InitBinary: text,
  ContainerdCommit: commit,
  RuncCommit: commit,
  InitCommit: commit,
  SecurityOptions: texts,
  ProductLicense: text,
  DefaultAddressPools: v.nullish(v.array(v.object({ Base: text, Size: count }))),
  Warnings: texts,
})

/** See the schema of the same name. */
export type Info = v.InferOutput<typeof Info>

/** The engine's part of `docker info`, and its warnings, which go to standard error. */
export function infoText(info: Info): { text: string; warnings: string[] } {
  const lines = [
    ...countLines(info),
    ...driverLines(info),
    ...runtimeLines(info),
    ...systemLines(info),
    ...registryLines(info),
    ` Live Restore Enabled: ${info.LiveRestoreEnabled}`,
    ...unlessEmpty(' Product License:', info.ProductLicense),
    ...poolLines(info),
  ]
  const usesOther = securityOptions(info).some(
    ({ name, profile }) => name === 'seccomp' && !['', 'default', 'builtin'].includes(profile),
  )
  const security = usesOther ? ["WARNING: You're not using the default seccomp profile"] : []
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    warnings: [...security, ...(info.Warnings ?? [])],
  }
}

function unlessEmpty(label: string, value: string): string[] {
  return value === '' ? [] : [`${label} ${value}`]
}

function countLines(info: Info): string[] {
  return [
    ` Containers: ${info.Containers}`,
    `  Running: ${info.ContainersRunning}`,
    `  Paused: ${info.ContainersPaused}`,
    `  Stopped: ${info.ContainersStopped}`,
    ` Images: ${info.Images}`,
    ...unlessEmpty(' Server Version:', info.ServerVersion),
  ]
}

function driverLines(info: Info): string[] {
  const { Volume, Network, Authorization, Log } = info.Plugins
  const joined = (names: readonly string[] | null | undefined) => (names ?? []).join(' ')
  const pairs = (indent: string, status: Info['DriverStatus']) =>
    (status ?? []).map(([name = '', value = '']) => `${indent}${name}: ${value}`)
  return [
    ...unlessEmpty(' Storage Driver:', info.Driver),
    ...pairs('  ', info.DriverStatus),
    ...pairs(' ', info.SystemStatus),
    ...unlessEmpty(' Logging Driver:', info.LoggingDriver),
    ...unlessEmpty(' Cgroup Driver:', info.CgroupDriver),
    ...unlessEmpty(' Cgroup Version:', info.CgroupVersion),
    ' Plugins:',
    `  Volume: ${joined(Volume)}`,
    `  Network: ${joined(Network)}`,
    ...unlessEmpty('  Authorization:', joined(Authorization)),
    `  Log: ${joined(Log)}`,
    ...swarmLines(info),
  ]
}

function swarmLines({ Swarm }: Info): string[] {
  const state = Swarm?.LocalNodeState ?? ''
  if (!Swarm || ['', 'inactive', 'locked'].includes(state)) return [` Swarm: ${state}`]
  return [
    ` Swarm: ${state}`,
    `  NodeID: ${Swarm.NodeID}`,
    `  Is Manager: ${Swarm.ControlAvailable}`,
    `  Node Address: ${Swarm.NodeAddr}`,
  ]
}

function runtimeLines(info: Info): string[] {
  const runtimes = Object.keys(info.Runtimes ?? {})
  const programs = [
    ['containerd', info.ContainerdCommit],
    ['runc', info.RuncCommit],
    ['init', info.InitCommit],
  ] as const
  const security = securityOptions(info).flatMap(({ name, profile }) => [
    `  ${name}`,
    ...(profile === '' ? [] : [`   Profile: ${profile}`]),
  ])
  return [
    ...(runtimes.length === 0
      ? []
      : [` Runtimes: ${runtimes.join(' ')}`, ` Default Runtime: ${info.DefaultRuntime}`]),
    ...(info.OSType === 'linux'
      ? [
          ` Init Binary: ${info.InitBinary}`,
          ...programs.map(([name, { ID, Expected }]) => {
            const expected = ID === Expected ? '' : ` (expected: ${Expected})`
            return ` ${name} version: ${ID}${expected}`
          }),
          ...(security.length === 0 ? [] : [' Security Options:', ...security]),
        ]
      : []),
  ]
}

/** `name=seccomp,profile=default` taken apart. */
function securityOptions({ SecurityOptions }: Info) {
  return (SecurityOptions ?? []).map((option) => {
    if (!option.includes('=')) return { name: option, profile: '' }
    const values = new Map(
      option.split(',').map((part) => {
        const [name = '', ...value] = part.split('=')
        return [name, value.join('=')]
      }),
    )
    return { name: values.get('name') ?? '', profile: values.get('profile') ?? '' }
  })
}

function systemLines(info: Info): string[] {
  return [
    ...unlessEmpty(' Kernel Version:', info.KernelVersion),
    ...unlessEmpty(' Operating System:', info.OperatingSystem),
    ...unlessEmpty(' OSType:', info.OSType),
    ...unlessEmpty(' Architecture:', info.Architecture),
    ` CPUs: ${info.NCPU}`,
    ` Total Memory: ${humanBytes(info.MemTotal)}`,
    ...unlessEmpty(' Name:', info.Name),
    ...unlessEmpty(' ID:', info.ID),
    ` Docker Root Dir: ${info.DockerRootDir}`,
    ` Debug Mode: ${info.Debug}`,
    ...(info.Debug
      ? [
          `  File Descriptors: ${info.NFd}`,
          `  Goroutines: ${info.NGoroutines}`,
          `  System Time: ${info.SystemTime}`,
          `  EventsListeners: ${info.NEventsListener}`,
        ]
      : []),
    ...unlessEmpty(' HTTP Proxy:', info.HttpProxy),
    ...unlessEmpty(' HTTPS Proxy:', info.HttpsProxy),
    ...unlessEmpty(' No Proxy:', info.NoProxy),
  ]
}

function registryLines(info: Info): string[] {
  const indexes = Object.values(info.RegistryConfig?.IndexConfigs ?? {})
  const networks = info.RegistryConfig?.InsecureRegistryCIDRs ?? []
  const mirrors = info.RegistryConfig?.Mirrors ?? []
  const insecure = indexes.filter(({ Secure }) => !Secure).map(({ Name }) => Name)
  const list = (names: readonly string[]) => names.map((name) => `  ${name}`)
  return [
    ...unlessEmpty(' Registry:', info.IndexServerAddress),
    ...(info.Labels ? [' Labels:', ...list(info.Labels)] : []),
    ` Experimental: ${info.ExperimentalBuild}`,
    ...unlessEmpty(' Cluster Store:', info.ClusterStore),
    ...unlessEmpty(' Cluster Advertise:', info.ClusterAdvertise),
    ...(indexes.length + networks.length > 0
      ? [' Insecure Registries:', ...list([...insecure, ...networks])]
      : []),
    ...(mirrors.length > 0 ? [' Registry Mirrors:', ...list(mirrors)] : []),
  ]
}

function poolLines({ DefaultAddressPools }: Info): string[] {
  const pools = DefaultAddressPools ?? []
  const lines = pools.map(({ Base, Size }) => `   Base: ${Base}, Size: ${Size}`)
  return pools.length === 0 ? [] : [' Default Address Pools:', ...lines]
}
