import {
  BOOL,
  INT,
  INT64,
  mapOf,
  named,
  omitEmpty,
  pointerTo,
  sliceOf,
  STRING,
  struct,
} from '../go/type.ts'
const STRINGS = sliceOf(STRING)
const STRING_MAP = mapOf(STRING)

const COMMIT = struct('types.Commit', { ID: STRING, Expected: STRING })
const PAIR = { ...sliceOf(STRING), name: '[2]string' }
const NETWORK_MASK = named('registry.NetIPNet', STRING)

const INDEX = struct('registry.IndexInfo', {
  Name: STRING,
  Mirrors: STRINGS,
  Secure: BOOL,
  Official: BOOL,
})

const REGISTRIES = struct('registry.ServiceConfig', {
  AllowNondistributableArtifactsCIDRs: sliceOf(pointerTo(NETWORK_MASK)),
  AllowNondistributableArtifactsHostnames: STRINGS,
  InsecureRegistryCIDRs: sliceOf(pointerTo(NETWORK_MASK)),
  IndexConfigs: mapOf(pointerTo(INDEX)),
  Mirrors: STRINGS,
})

const SWARM = struct('swarm.Info', {
  NodeID: STRING,
  NodeAddr: STRING,
  LocalNodeState: named('swarm.LocalNodeState', STRING),
  ControlAvailable: BOOL,
  Error: STRING,
  RemoteManagers: sliceOf(struct('swarm.Peer', { NodeID: STRING, Addr: STRING })),
  Nodes: omitEmpty(INT),
  Managers: omitEmpty(INT),
  Warnings: omitEmpty(STRINGS),
})

const RUNTIME = struct('types.Runtime', {
  Path: { type: STRING, json: 'path' },
  Args: omitEmpty(STRINGS, 'runtimeArgs'),
})

/** `GET /info` */
export const INFO = struct('types.Info', {
  ID: STRING,
  Containers: INT,
  ContainersRunning: INT,
  ContainersPaused: INT,
  ContainersStopped: INT,
  Images: INT,
  Driver: STRING,
  DriverStatus: sliceOf(PAIR),
  SystemStatus: omitEmpty(sliceOf(PAIR)),
  Plugins: struct('types.PluginsInfo', {
    Volume: STRINGS,
    Network: STRINGS,
    Authorization: STRINGS,
    Log: STRINGS,
  }),
  MemoryLimit: BOOL,
  SwapLimit: BOOL,
  KernelMemory: BOOL,
  KernelMemoryTCP: BOOL,
  CPUCfsPeriod: { type: BOOL, json: 'CpuCfsPeriod' },
  CPUCfsQuota: { type: BOOL, json: 'CpuCfsQuota' },
  CPUShares: BOOL,
  CPUSet: BOOL,
  PidsLimit: BOOL,
  IPv4Forwarding: BOOL,
  BridgeNfIptables: BOOL,
  BridgeNfIP6tables: { type: BOOL, json: 'BridgeNfIp6tables' },
  Debug: BOOL,
  NFd: INT,
  OomKillDisable: BOOL,
  NGoroutines: INT,
  SystemTime: STRING,
  LoggingDriver: STRING,
  CgroupDriver: STRING,
  CgroupVersion: omitEmpty(STRING),
  NEventsListener: INT,
  KernelVersion: STRING,
  OperatingSystem: STRING,
  OSVersion: STRING,
  OSType: STRING,
  Architecture: STRING,
  IndexServerAddress: STRING,
  RegistryConfig: pointerTo(REGISTRIES),
  NCPU: INT,
  MemTotal: INT64,
  GenericResources: sliceOf(struct('swarm.GenericResource', {})),
  DockerRootDir: STRING,
  HTTPProxy: { type: STRING, json: 'HttpProxy' },
  HTTPSProxy: { type: STRING, json: 'HttpsProxy' },
  NoProxy: STRING,
  Name: STRING,
  Labels: STRINGS,
  ExperimentalBuild: BOOL,
  ServerVersion: STRING,
  ClusterStore: omitEmpty(STRING),
  ClusterAdvertise: omitEmpty(STRING),
  Runtimes: mapOf(RUNTIME),
  DefaultRuntime: STRING,
  Swarm: SWARM,
  LiveRestoreEnabled: BOOL,
  Isolation: named('container.Isolation', STRING),
  InitBinary: STRING,
  ContainerdCommit: COMMIT,
  RuncCommit: COMMIT,
  InitCommit: COMMIT,
  SecurityOptions: STRINGS,
  ProductLicense: omitEmpty(STRING),
  DefaultAddressPools: omitEmpty(
    sliceOf(struct('types.NetworkAddressPool', { Base: STRING, Size: INT })),
  ),
  Warnings: STRINGS,
})

const CLIENT_INFO = struct('system.clientInfo', {
  Debug: BOOL,
  Context: STRING,
  Plugins: sliceOf(struct('manager.Plugin', {})),
  Warnings: STRINGS,
})

/** What `docker info --format` is given: what the engine says, and what the client is. */
export const WHOLE_INFO = struct('system.info', {
  Info: { type: pointerTo(INFO), embedded: true },
  ServerErrors: omitEmpty(STRINGS),
  ClientInfo: omitEmpty(pointerTo(CLIENT_INFO)),
  ClientErrors: omitEmpty(STRINGS),
})

const PLATFORM = { ...struct('struct { Name string }', { Name: STRING }), named: false }

const COMPONENT = struct('types.ComponentVersion', {
  Name: STRING,
  Version: STRING,
  Details: omitEmpty(STRING_MAP),
})

const CLIENT_VERSION = struct('system.clientVersion', {
  Platform: omitEmpty(PLATFORM),
  Version: STRING,
  APIVersion: { type: STRING, json: 'ApiVersion' },
  DefaultAPIVersion: omitEmpty(STRING),
  GitCommit: STRING,
  GoVersion: STRING,
  Os: STRING,
  Arch: STRING,
  BuildTime: omitEmpty(STRING),
  Context: STRING,
  Experimental: omitEmpty(BOOL),
})

const SERVER_VERSION = struct('types.Version', {
  Platform: omitEmpty(PLATFORM),
  Components: omitEmpty(sliceOf(COMPONENT)),
  Version: STRING,
  APIVersion: { type: STRING, json: 'ApiVersion' },
  MinAPIVersion: omitEmpty(STRING),
  GitCommit: STRING,
  GoVersion: STRING,
  Os: STRING,
  Arch: STRING,
  KernelVersion: omitEmpty(STRING),
  Experimental: omitEmpty(BOOL),
  BuildTime: omitEmpty(STRING),
})

/** What `docker version --format` is given. */
export const VERSION_INFO = struct('system.versionInfo', {
  Client: CLIENT_VERSION,
  Server: pointerTo(SERVER_VERSION),
})

/** A line of `GET /events` */
export const EVENT = struct('events.Message', {
  Status: omitEmpty(STRING, 'status'),
  ID: omitEmpty(STRING, 'id'),
  From: omitEmpty(STRING, 'from'),
  Type: STRING,
  Action: STRING,
  Actor: struct('events.Actor', { ID: STRING, Attributes: STRING_MAP }),
  Scope: omitEmpty(STRING, 'scope'),
  Time: omitEmpty(INT64, 'time'),
  TimeNano: omitEmpty(INT64, 'timeNano'),
})
