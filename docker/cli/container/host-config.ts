import type { FlagValues } from './config.ts'
import type { ContainerFlags } from './flags.ts'
import { mapOrNothing, nullIfEmpty, type JsonObject } from './json.ts'

/** The API's HostConfig, with its fields as Go marshals them. */
export function hostConfig(flags: ContainerFlags, values: FlagValues): JsonObject {
  const { volumes, security } = values
  const tmpfs = Object.fromEntries(flags.tmpfs.value.map(splitTmpfs))
  const sysctls = flags.sysctl.value
  return {
    Binds: nullIfEmpty(volumes.binds),
    ContainerIDFile: flags.cidfile.value,
    LogConfig: { Type: flags['log-driver'].value, Config: values.logOptions },
    NetworkMode: flags.network.value[0]?.target ?? 'default',
    PortBindings: values.ports.bindings,
    RestartPolicy: values.restart,
    AutoRemove: flags.rm.value,
    VolumeDriver: flags['volume-driver'].value,
    VolumesFrom: nullIfEmpty(flags['volumes-from'].value),
    CapAdd: nullIfEmpty(flags['cap-add'].value),
    CapDrop: nullIfEmpty(flags['cap-drop'].value),
    CgroupnsMode: flags.cgroupns.value,
    Dns: flags.dns.value,
    DnsOptions: flags['dns-option'].value,
    DnsSearch: flags['dns-search'].value,
    ExtraHosts: nullIfEmpty(flags['add-host'].value),
    GroupAdd: nullIfEmpty(flags['group-add'].value),
    IpcMode: flags.ipc.value,
    Cgroup: '',
    Links: nullIfEmpty(flags.link.value),
    OomScoreAdj: flags['oom-score-adj'].value,
    PidMode: flags.pid.value,
    Privileged: flags.privileged.value,
    PublishAllPorts: flags['publish-all'].value,
    ReadonlyRootfs: flags['read-only'].value,
    SecurityOpt: flags['security-opt'].value.length === 0 ? null : security.options,
    ...(mapOrNothing(values.storageOptions) ? { StorageOpt: values.storageOptions } : {}),
    ...(mapOrNothing(tmpfs) ? { Tmpfs: tmpfs } : {}),
    UTSMode: flags.uts.value,
    UsernsMode: flags.userns.value,
    ShmSize: flags['shm-size'].value,
    ...(mapOrNothing(sysctls) ? { Sysctls: sysctls } : {}),
    ...(flags.runtime.value === '' ? {} : { Runtime: flags.runtime.value }),
    ConsoleSize: [0, 0],
    Isolation: flags.isolation.value,
    ...resources(flags, values),
    ...(flags.mount.value.length > 0 ? { Mounts: flags.mount.value } : {}),
    MaskedPaths: security.maskedPaths,
    ReadonlyPaths: security.readonlyPaths,
    ...(flags.init.changed ? { Init: flags.init.value } : {}),
  }
}

/** What a container may use. */
function resources(flags: ContainerFlags, { devices }: FlagValues): JsonObject {
  return {
    CpuShares: flags['cpu-shares'].value,
    Memory: flags.memory.value,
    NanoCpus: flags.cpus.value,
    CgroupParent: flags['cgroup-parent'].value,
    BlkioWeight: flags['blkio-weight'].value,
    BlkioWeightDevice: flags['blkio-weight-device'].value,
    BlkioDeviceReadBps: nullIfEmpty(flags['device-read-bps'].value),
    BlkioDeviceWriteBps: nullIfEmpty(flags['device-write-bps'].value),
    BlkioDeviceReadIOps: nullIfEmpty(flags['device-read-iops'].value),
    BlkioDeviceWriteIOps: nullIfEmpty(flags['device-write-iops'].value),
    CpuPeriod: flags['cpu-period'].value,
    CpuQuota: flags['cpu-quota'].value,
    CpuRealtimePeriod: flags['cpu-rt-period'].value,
    CpuRealtimeRuntime: flags['cpu-rt-runtime'].value,
    CpusetCpus: flags['cpuset-cpus'].value,
    CpusetMems: flags['cpuset-mems'].value,
    Devices: devices,
    DeviceCgroupRules: nullIfEmpty(flags['device-cgroup-rule'].value),
    DeviceRequests: nullIfEmpty(flags.gpus.value),
    KernelMemory: flags['kernel-memory'].value,
    KernelMemoryTCP: 0,
    MemoryReservation: flags['memory-reservation'].value,
    MemorySwap: flags['memory-swap'].value,
    MemorySwappiness: flags['memory-swappiness'].value,
    OomKillDisable: flags['oom-kill-disable'].value,
    PidsLimit: flags['pids-limit'].value,
    Ulimits: nullIfEmpty(flags.ulimit.value),
    CpuCount: flags['cpu-count'].value,
    CpuPercent: flags['cpu-percent'].value,
    IOMaximumIOps: flags['io-maxiops'].value,
    IOMaximumBandwidth: flags['io-maxbandwidth'].value,
  }
}

/** A folder and the options of the tmpfs that is mounted there. */
function splitTmpfs(text: string): [path: string, options: string] {
  const at = text.indexOf(':')
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
