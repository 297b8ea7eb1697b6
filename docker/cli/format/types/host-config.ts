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
  UINT64,
} from '../go/type.ts'
import { textType } from './basic.ts'
import { PORT_MAP, WORDS } from './parts.ts'

const texts = sliceOf(STRING)
const options = mapOf(STRING)

const THROTTLE = sliceOf(
  pointerTo(struct('blkiodev.ThrottleDevice', { Path: STRING, Rate: UINT64 })),
)

const ULIMIT = {
  ...struct('units.Ulimit', { Name: STRING, Hard: INT64, Soft: INT64 }),
  text: (value: unknown) => (value instanceof Map ? ulimitText(value) : ''),
}

/** `nofile=1024:2048`, the soft limit first. */
function ulimitText(fields: ReadonlyMap<unknown, unknown>): string {
  const text = (name: string) => {
    const field = fields.get(name)
    return typeof field === 'object' && field !== null && 'value' in field
      ? String(field.value)
      : ''
  }
  return `${text('Name')}=${text('Soft')}:${text('Hard')}`
}

/** What limits a container (Docker's `container.Resources`). */
const RESOURCES = struct('container.Resources', {
  CPUShares: { type: INT64, json: 'CpuShares' },
  Memory: INT64,
  NanoCPUs: { type: INT64, json: 'NanoCpus' },
  CgroupParent: STRING,
  BlkioWeight: named('uint16', UINT64),
  BlkioWeightDevice: sliceOf(
    pointerTo(struct('blkiodev.WeightDevice', { Path: STRING, Weight: named('uint16', UINT64) })),
  ),
  BlkioDeviceReadBps: THROTTLE,
  BlkioDeviceWriteBps: THROTTLE,
  BlkioDeviceReadIOps: THROTTLE,
  BlkioDeviceWriteIOps: THROTTLE,
  CPUPeriod: { type: INT64, json: 'CpuPeriod' },
  CPUQuota: { type: INT64, json: 'CpuQuota' },
  CPURealtimePeriod: { type: INT64, json: 'CpuRealtimePeriod' },
  CPURealtimeRuntime: { type: INT64, json: 'CpuRealtimeRuntime' },
  CpusetCpus: STRING,
  CpusetMems: STRING,
  Devices: sliceOf(
    struct('container.DeviceMapping', {
      PathOnHost: STRING,
      PathInContainer: STRING,
      CgroupPermissions: STRING,
    }),
  ),
  DeviceCgroupRules: texts,
  DeviceRequests: sliceOf(
    struct('container.DeviceRequest', {
      Driver: STRING,
      Count: INT,
      DeviceIDs: texts,
      Capabilities: sliceOf(texts),
      Options: options,
    }),
  ),
  KernelMemory: INT64,
  KernelMemoryTCP: INT64,
  MemoryReservation: INT64,
  MemorySwap: INT64,
  MemorySwappiness: pointerTo(INT64),
  OomKillDisable: pointerTo(BOOL),
  PidsLimit: pointerTo(INT64),
  Ulimits: sliceOf(pointerTo(ULIMIT)),
  CPUCount: { type: INT64, json: 'CpuCount' },
  CPUPercent: { type: INT64, json: 'CpuPercent' },
  IOMaximumIOps: UINT64,
  IOMaximumBandwidth: UINT64,
})

const MOUNT = struct('mount.Mount', {
  Type: omitEmpty(textType('mount.Type')),
  Source: omitEmpty(STRING),
  Target: omitEmpty(STRING),
  ReadOnly: omitEmpty(BOOL),
  Consistency: omitEmpty(textType('mount.Consistency')),
  BindOptions: omitEmpty(
    pointerTo(
      struct('mount.BindOptions', {
        Propagation: omitEmpty(textType('mount.Propagation')),
        NonRecursive: omitEmpty(BOOL),
      }),
    ),
  ),
  VolumeOptions: omitEmpty(
    pointerTo(
      struct('mount.VolumeOptions', {
        NoCopy: omitEmpty(BOOL),
        Labels: omitEmpty(options),
        DriverConfig: omitEmpty(
          pointerTo(
            struct('mount.Driver', { Name: omitEmpty(STRING), Options: omitEmpty(options) }),
          ),
        ),
      }),
    ),
  ),
  TmpfsOptions: omitEmpty(
    pointerTo(
      struct('mount.TmpfsOptions', {
        SizeBytes: omitEmpty(INT64),
        Mode: omitEmpty(named('fs.FileMode', UINT64)),
      }),
    ),
  ),
})

/** What a container asks of its host (Docker's `container.HostConfig`). */
export const HOST_CONFIG = struct('container.HostConfig', {
  Binds: texts,
  ContainerIDFile: STRING,
  LogConfig: struct('container.LogConfig', { Type: STRING, Config: options }),
  NetworkMode: textType('container.NetworkMode'),
  PortBindings: PORT_MAP,
  RestartPolicy: struct('container.RestartPolicy', { Name: STRING, MaximumRetryCount: INT }),
  AutoRemove: BOOL,
  VolumeDriver: STRING,
  VolumesFrom: texts,
  CapAdd: WORDS,
  CapDrop: WORDS,
  CgroupnsMode: textType('container.CgroupnsMode'),
  DNS: { type: texts, json: 'Dns' },
  DNSOptions: { type: texts, json: 'DnsOptions' },
  DNSSearch: { type: texts, json: 'DnsSearch' },
  ExtraHosts: texts,
  GroupAdd: texts,
  IpcMode: textType('container.IpcMode'),
  Cgroup: textType('container.CgroupSpec'),
  Links: texts,
  OomScoreAdj: INT,
  PidMode: textType('container.PidMode'),
  Privileged: BOOL,
  PublishAllPorts: BOOL,
  ReadonlyRootfs: BOOL,
  SecurityOpt: texts,
  StorageOpt: omitEmpty(options),
  Tmpfs: omitEmpty(options),
  UTSMode: textType('container.UTSMode'),
  UsernsMode: textType('container.UsernsMode'),
  ShmSize: INT64,
  Sysctls: omitEmpty(options),
  Runtime: omitEmpty(STRING),
  ConsoleSize: named('[2]uint', sliceOf(named('uint', UINT64))),
  Isolation: textType('container.Isolation'),
  Resources: { type: RESOURCES, embedded: true },
  Mounts: omitEmpty(sliceOf(MOUNT)),
  MaskedPaths: texts,
  ReadonlyPaths: texts,
  Init: omitEmpty(pointerTo(BOOL)),
})
