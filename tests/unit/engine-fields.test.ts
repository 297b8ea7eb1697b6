import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mergeConfig } from '../../docker/engine/containers/config.ts'
import { configJson } from '../../docker/engine/containers/config-json.ts'
import { Container } from '../../docker/engine/containers/container.ts'
import { completeHostConfig } from '../../docker/engine/containers/create/complete.ts'
import { refuseUnsupported } from '../../docker/engine/containers/create/refuse.ts'
import { securityOptions } from '../../docker/engine/containers/create/security.ts'
import { verifyConfig } from '../../docker/engine/containers/create/verify-config.ts'
import { verifyHostConfig } from '../../docker/engine/containers/create/verify-host-config.ts'
import { verifyModes } from '../../docker/engine/containers/create/verify-modes.ts'
import type { MountPoint } from '../../docker/engine/containers/mounts/mount-point.ts'
import { parseMount, parseBind } from '../../docker/engine/containers/mounts/parse.ts'
import { rootSteps } from '../../docker/engine/containers/root.ts'
import { portableConfig } from '../../docker/engine/containers/schema/config.ts'
import { hostConfig } from '../../docker/engine/containers/schema/host-config.ts'
import { parseCreateRequest } from '../../docker/engine/containers/schema/index.ts'
import { runtimeSpec } from '../../docker/engine/containers/spec.ts'
import { stopSignalOf, stopTimeoutOf } from '../../docker/engine/containers/stop-signal.ts'
import { ContainerStore } from '../../docker/engine/containers/store.ts'
import { findUser } from '../../docker/engine/containers/user.ts'
import type { Image } from '../../docker/engine/images/image.ts'

/** What the engine does with a field of a request for a container. */
type Fate =
  /** It changes what the runtime is told, the files that say who the container is, or how it is stopped. */
  | { honoured: unknown }
  /** It is honoured by other code, which this test proves on the real machine: a file, and words in it. */
  | { proved: string; words: string }
  /** The request is refused, with the reason. */
  | { refused: unknown; reason: string }
  /** The limit is taken out and the client is warned, as dockerd does where the kernel lacks it. */
  | { discarded: unknown; warning: string; beside?: object }
  /** Docker on Linux does nothing with it either: it is only shown again. */
  | { shown: unknown; whose: string }
  /** docker/engine/networks decides. */
  | { network: string }

const kernel = (what: string, thing: string) =>
  `Your kernel does not support ${what} or the cgroup is not mounted. ${thing} discarded.`
const rate = [{ Path: '/dev/x', Rate: 1 }]
const machine = (file: string, words: string) => ({
  proved: `tests/machine/${file}.test.ts`,
  words,
})

/** Every field of `container.HostConfig` of API v1.41, with `container.Resources` in it. */
const HOST: Readonly<Record<string, Fate>> = {
  Binds: { honoured: ['/tmp:/x'] },
  ContainerIDFile: { shown: 'x', whose: 'the client writes the file' },
  LogConfig: { refused: { Type: 'syslog' }, reason: 'the log driver "syslog" is not supported' },
  NetworkMode: { honoured: 'container:x' },
  PortBindings: { network: 'ports' },
  RestartPolicy: machine('lifecycle', 'RestartPolicy'),
  AutoRemove: machine('lifecycle', 'AutoRemove'),
  VolumeDriver: machine('volumes', 'VolumeDriver'),
  VolumesFrom: machine('volumes', '--volumes-from'),
  CapAdd: { honoured: ['SYS_TIME'] },
  CapDrop: { honoured: ['KILL'] },
  CgroupnsMode: { honoured: 'host' },
  Dns: { honoured: ['10.0.0.1'] },
  DnsOptions: { honoured: ['ndots:2'] },
  DnsSearch: { honoured: ['example.org'] },
  ExtraHosts: { honoured: ['x:10.0.0.1'] },
  GroupAdd: { honoured: ['7'] },
  IpcMode: { honoured: 'none' },
  Cgroup: { refused: 'container:x', reason: 'sharing the cgroup of a container' },
  Links: { network: 'links' },
  OomScoreAdj: { honoured: 7 },
  PidMode: { honoured: 'host' },
  Privileged: { honoured: true },
  PublishAllPorts: { network: 'ports' },
  ReadonlyRootfs: { honoured: true },
  SecurityOpt: { honoured: ['no-new-privileges'] },
  StorageOpt: { refused: { size: '1G' }, reason: '--storage-opt is supported only for overlay' },
  Tmpfs: { honoured: { '/x': '' } },
  UTSMode: { honoured: 'host' },
  UsernsMode: { refused: 'private', reason: 'invalid userns mode: private' },
  ShmSize: { honoured: 4096 },
  Sysctls: { honoured: { 'kernel.msgmax': '1' } },
  Runtime: { refused: 'runc', reason: 'Unknown runtime specified runc' },
  ConsoleSize: { shown: [1, 2], whose: 'Windows' },
  Isolation: { refused: 'hyperv', reason: 'Invalid isolation: "hyperv"' },
  CpuShares: { honoured: 512 },
  Memory: { honoured: 7e6 },
  NanoCpus: { honoured: 5e8 },
  CgroupParent: { honoured: '/x' },
  BlkioWeight: { discarded: 100, warning: kernel('Block I/O weight', 'Weight') },
  BlkioWeightDevice: {
    discarded: [{ Path: '/dev/x', Weight: 1 }],
    warning: kernel('Block I/O weight_device', 'Weight-device'),
  },
  BlkioDeviceReadBps: {
    discarded: rate,
    warning: kernel('BPS Block I/O read limit', 'Block I/O BPS read limit'),
  },
  BlkioDeviceWriteBps: {
    discarded: rate,
    warning: kernel('BPS Block I/O write limit', 'Block I/O BPS write limit'),
  },
  BlkioDeviceReadIOps: {
    discarded: rate,
    warning: kernel('IOPS Block read limit', 'Block I/O IOPS read limit'),
  },
  BlkioDeviceWriteIOps: {
    discarded: rate,
    warning: kernel('IOPS Block write limit', 'Block I/O IOPS write limit'),
  },
  CpuPeriod: { honoured: 5000 },
  CpuQuota: { honoured: 5000 },
  CpuRealtimePeriod: { refused: 1, reason: 'Your kernel does not support CPU real-time scheduler' },
  CpuRealtimeRuntime: {
    refused: 1,
    reason: 'Your kernel does not support CPU real-time scheduler',
  },
  CpusetCpus: { discarded: '0', warning: kernel('cpuset', 'Cpuset') },
  CpusetMems: { discarded: '0', warning: kernel('cpuset', 'Cpuset') },
  Devices: machine('limits', 'PathOnHost'),
  DeviceCgroupRules: { honoured: ['c 4:* rwm'] },
  DeviceRequests: { refused: [{ Count: -1 }], reason: 'could not select device driver ""' },
  KernelMemory: {
    discarded: 7e6,
    warning:
      'Your kernel does not support kernel memory limit capabilities or the cgroup is not mounted. Limitation discarded.',
  },
  KernelMemoryTCP: { refused: 7e6, reason: 'a limit of kernel memory for TCP is not supported' },
  MemoryReservation: { honoured: 7e6 },
  MemorySwap: {
    discarded: 9e6,
    beside: { Memory: 7e6 },
    warning:
      'Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.',
  },
  MemorySwappiness: {
    discarded: 7,
    warning: kernel('memory swappiness capabilities', 'Memory swappiness'),
  },
  OomKillDisable: {
    discarded: true,
    warning: 'Your kernel does not support OomKillDisable. OomKillDisable discarded.',
  },
  PidsLimit: { honoured: 7 },
  Ulimits: { honoured: [{ Name: 'nofile', Soft: 1, Hard: 2 }] },
  CpuCount: { refused: 1, reason: 'CpuCount is not supported on linux' },
  CpuPercent: { discarded: 7, warning: 'linux does not support CPU percent. Percent discarded.' },
  IOMaximumIOps: { refused: 1, reason: 'Invalid QoS settings: linux does not support' },
  IOMaximumBandwidth: { refused: 1, reason: 'Invalid QoS settings: linux does not support' },
  Mounts: { honoured: [{ Type: 'bind', Source: '/tmp', Target: '/x' }] },
  MaskedPaths: { honoured: ['/x'] },
  ReadonlyPaths: { honoured: ['/x'] },
  Init: { honoured: true },
}

const client = 'the client attaches by it'

/** Every field of `container.Config` of API v1.41. */
const PORTABLE: Readonly<Record<string, Fate>> = {
  Hostname: { honoured: 'x' },
  Domainname: { honoured: 'example.org' },
  User: { honoured: '7:8' },
  AttachStdin: { shown: true, whose: client },
  AttachStdout: { shown: true, whose: client },
  AttachStderr: { shown: true, whose: client },
  ExposedPorts: { network: 'ports' },
  Tty: { honoured: true },
  OpenStdin: machine('streams', 'OpenStdin: true'),
  StdinOnce: machine('wire', 'StdinOnce: true'),
  Env: { honoured: ['A=b'] },
  Cmd: { honoured: ['other'] },
  Healthcheck: machine('lifecycle', 'Healthcheck'),
  ArgsEscaped: { shown: true, whose: 'Windows' },
  Image: machine('lifecycle', "Image: 'base'"),
  Volumes: machine('lifecycle', 'Volumes: {'),
  WorkingDir: { honoured: '/x' },
  Entrypoint: { honoured: ['/other'] },
  NetworkDisabled: { network: 'no network' },
  MacAddress: { network: 'addresses' },
  OnBuild: { shown: ['RUN x'], whose: 'images that are made of it' },
  Labels: { shown: { a: 'b' }, whose: 'its user' },
  StopSignal: { honoured: 'SIGINT' },
  StopTimeout: { honoured: 3 },
  Shell: {
    shown: ['/bin/x'],
    whose: 'health checks in shell form, and images that are made of it',
  },
}

const image: Image = {
  id: `sha256:${'0'.repeat(64)}`,
  json: new Uint8Array(),
  layers: [],
  chainIds: [],
  config: {
    architecture: '386',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [] },
    config: { Cmd: ['x'] },
  },
}

/** A container of a request, as its creation makes it where no machine has a say. */
function create(request: object) {
  const parsed = parseCreateRequest({ Image: 'x', ...request })
  const { HostConfig: host } = parsed
  verifyModes(parsed)
  verifyConfig(parsed)
  const warnings = verifyHostConfig(host)
  refuseUnsupported(parsed)
  completeHostConfig(host, new ContainerStore((length) => new Uint8Array(length)))
  const specs = [
    ...(host.Binds ?? []).map((raw) => parseBind(raw, '')),
    ...(host.Mounts ?? []).map(parseMount),
  ]
  const mounts = specs.map((spec): MountPoint => ({
    ...{ ...spec, name: '', driver: '', volume: undefined },
  }))
  const container = new Container({
    ...{ id: 'f'.repeat(64), name: 'x', created: new Date(0), image, mounts },
    config: mergeConfig(parsed, image, 'host'),
    hostConfig: host,
    security: securityOptions(host),
    now: () => new Date(0),
  })
  return { container, warnings }
}

/** What a container's runs are made of. */
function effect({ container }: ReturnType<typeof create>) {
  const { config, hostConfig: host } = container
  const user = findUser(config.user, { passwd: '', group: '' }, host.GroupAdd ?? [])
  return {
    spec: runtimeSpec({ container, user, rootfs: '/r' }),
    files: rootSteps(container),
    stop: [stopSignalOf(container), stopTimeoutOf(container)],
  }
}

function expectFate(field: string, fate: Fate, ask: (fields: object) => object) {
  if ('honoured' in fate) {
    expect(effect(create(ask({ [field]: fate.honoured })))).not.toEqual(effect(create(ask({}))))
  } else if ('proved' in fate) {
    expect(readFileSync(fate.proved, 'utf8').includes(fate.words), fate.proved).toBe(true)
  } else if ('refused' in fate) {
    expect(() => create(ask({ [field]: fate.refused }))).toThrow(fate.reason)
  } else if ('discarded' in fate) {
    const without = create(ask(fate.beside ?? {}))
    const made = create(ask({ ...fate.beside, [field]: fate.discarded }))
    expect(made.warnings).toContain(fate.warning)
    expect(effect(made)).toEqual(effect(without))
  } else if ('shown' in fate) {
    const { container } = create(ask({ [field]: fate.shown }))
    expect({ ...container.hostConfig, ...configJson(container.config) }).toMatchObject({
      [field]: fate.shown,
    })
  }
}

describe('no field of a request for a container is passed over in silence', () => {
  it('none is missing here', () => {
    expect(Object.keys(HOST)).toEqual(Object.keys(hostConfig.entries))
    expect(Object.keys(PORTABLE)).toEqual(Object.keys(portableConfig))
  })

  it.each(Object.entries(HOST))('HostConfig.%s: %j', (field, fate) =>
    expectFate(field, fate, (fields) => ({ HostConfig: fields })),
  )

  it.each(Object.entries(PORTABLE))('Config.%s: %j', (field, fate) =>
    expectFate(field, fate, (fields) => fields),
  )

  it.each([
    [{ IpcMode: 'x' }, 'invalid IPC mode: x'],
    [{ PidMode: 'x' }, 'invalid PID mode: x'],
    [{ UTSMode: 'x' }, 'invalid UTS mode: x'],
    [{ CpuShares: -1 }, 'shares: invalid argument'],
    [
      { Binds: ['/var/lib/docker/x:/x:private'] },
      'invalid mount config: must use either propagation mode "rslave" or "rshared" when mount source is within the daemon root',
    ],
  ])('a value that means nothing is refused: %j', (HostConfig, reason) => {
    expect(() => create({ HostConfig })).toThrow(reason)
  })

  it('addresses that a container cannot have are refused', () => {
    const endpoint = { IPAMConfig: { LinkLocalIPs: ['169.254.1.1'] } }
    const NetworkingConfig = { EndpointsConfig: { bridge: endpoint } }
    expect(() => create({ NetworkingConfig })).toThrow('link-local addresses are not supported')
  })

  it('what is shared with the machine is told to the runtime', () => {
    const propagation = (HostConfig: object) =>
      effect(create({ HostConfig })).spec.linux.rootfsPropagation
    expect(propagation({ Binds: ['/tmp:/x'] })).toBeUndefined()
    expect(propagation({ Binds: ['/tmp:/x:rshared', '/tmp:/y:rslave'] })).toBe('shared')
    expect(propagation({ Binds: ['/tmp:/y:slave'] })).toBe('rslave')
    expect(propagation({ Tmpfs: { '/x': 'size=1m,rshared' } })).toBe('shared')
  })
})
