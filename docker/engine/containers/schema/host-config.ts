import * as v from 'valibot'
import {
  bool,
  boolPointer,
  int,
  intPointer,
  map,
  pointer,
  slice,
  stringMap,
  strings,
  text,
  uint,
  unlessEmpty,
  words,
} from './go.ts'

const restartPolicy = v.nullish(v.object({ Name: text, MaximumRetryCount: int }), {})
const portBinding = v.object({ HostIp: text, HostPort: text })
const throttleDevice = slice(v.object({ Path: text, Rate: uint }), '*blkiodev.ThrottleDevice')

const optionalStrings = v.pipe(
  stringMap,
  v.transform((entries) => unlessEmpty(entries)),
)

/** A mount as `--mount` asks for it (`mount.Mount`). */
export const mount = v.object({
  Type: text,
  Source: text,
  Target: text,
  ReadOnly: bool,
  Consistency: text,
  BindOptions: pointer(v.object({ Propagation: text, NonRecursive: bool })),
  VolumeOptions: pointer(
    v.object({
      NoCopy: bool,
      Labels: stringMap,
      DriverConfig: pointer(v.object({ Name: text, Options: stringMap })),
    }),
  ),
  TmpfsOptions: pointer(v.object({ SizeBytes: int, Mode: uint })),
})
export type MountRequest = v.InferOutput<typeof mount>

/** Limits of a container (`container.Resources` of API v1.41), which `update` takes too. */
export const resources = {
  CpuShares: int,
  Memory: int,
  NanoCpus: int,
  CgroupParent: text,
  BlkioWeight: uint,
  BlkioWeightDevice: slice(v.object({ Path: text, Weight: uint }), '*blkiodev.WeightDevice'),
  BlkioDeviceReadBps: throttleDevice,
  BlkioDeviceWriteBps: throttleDevice,
  BlkioDeviceReadIOps: throttleDevice,
  BlkioDeviceWriteIOps: throttleDevice,
  CpuPeriod: int,
  CpuQuota: int,
  CpuRealtimePeriod: int,
  CpuRealtimeRuntime: int,
  CpusetCpus: text,
  CpusetMems: text,
  Devices: slice(
    v.object({ PathOnHost: text, PathInContainer: text, CgroupPermissions: text }),
    'container.DeviceMapping',
  ),
  DeviceCgroupRules: strings,
  DeviceRequests: slice(
    v.object({
      Driver: text,
      Count: int,
      DeviceIDs: strings,
      Capabilities: slice(v.array(v.string('string'), '[]string'), '[]string'),
      Options: stringMap,
    }),
    'container.DeviceRequest',
  ),
  KernelMemory: int,
  KernelMemoryTCP: int,
  MemoryReservation: int,
  MemorySwap: int,
  MemorySwappiness: intPointer,
  OomKillDisable: boolPointer,
  PidsLimit: intPointer,
  Ulimits: slice(v.object({ Name: text, Hard: int, Soft: int }), '*units.Ulimit'),
  CpuCount: int,
  CpuPercent: int,
  IOMaximumIOps: uint,
  IOMaximumBandwidth: uint,
}

/** The half of a container's configuration that depends on the machine (`container.HostConfig`), in Go's order. */
export const hostConfig = v.object({
  Binds: strings,
  ContainerIDFile: text,
  LogConfig: v.nullish(v.object({ Type: text, Config: stringMap }), {}),
  NetworkMode: text,
  PortBindings: map(slice(portBinding, 'nat.PortBinding'), '[]nat.PortBinding'),
  RestartPolicy: restartPolicy,
  AutoRemove: bool,
  VolumeDriver: text,
  VolumesFrom: strings,
  CapAdd: words,
  CapDrop: words,
  CgroupnsMode: text,
  Dns: strings,
  DnsOptions: strings,
  DnsSearch: strings,
  ExtraHosts: strings,
  GroupAdd: strings,
  IpcMode: text,
  Cgroup: text,
  Links: strings,
  OomScoreAdj: int,
  PidMode: text,
  Privileged: bool,
  PublishAllPorts: bool,
  ReadonlyRootfs: bool,
  SecurityOpt: strings,
  StorageOpt: optionalStrings,
  Tmpfs: optionalStrings,
  UTSMode: text,
  UsernsMode: text,
  ShmSize: int,
  Sysctls: optionalStrings,
  Runtime: text,
  ConsoleSize: v.pipe(
    v.nullish(v.array(v.number('uint'), '[2]uint'), null),
    v.transform((size) => [size?.[0] ?? 0, size?.[1] ?? 0]),
  ),
  Isolation: text,
  ...resources,
  Mounts: v.pipe(
    slice(mount, 'mount.Mount'),
    v.transform((mounts) => unlessEmpty(mounts)),
  ),
  MaskedPaths: strings,
  ReadonlyPaths: strings,
  Init: v.pipe(
    boolPointer,
    v.transform((init) => init ?? undefined),
  ),
})
export type HostConfig = v.InferOutput<typeof hostConfig>

/** The body of `POST /containers/{id}/update`. */
export const updateConfig = v.object({ ...resources, RestartPolicy: restartPolicy })
export type UpdateConfig = v.InferOutput<typeof updateConfig>
/** The limits alone. */
export type Resources = Omit<UpdateConfig, 'RestartPolicy'>
