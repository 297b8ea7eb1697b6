import type { MachineInfo } from '../../machine/machine.ts'
import type { EngineContext } from '../context.ts'
import { rfc3339Nano } from '../go/time.ts'
import { DATA_ROOT } from '../paths.ts'
import { ENGINE_VERSION } from '../version.ts'
import type { Facts } from './facts.ts'

/** Address of Docker Hub's index, whose names the images go by. */
const INDEX_SERVER = 'https://index.docker.io/v1/'

const NO_SWARM = {
  NodeID: '',
  NodeAddr: '',
  LocalNodeState: 'inactive',
  ControlAvailable: false,
  Error: '',
  RemoteManagers: null,
}

/** `GET /info` (API v1.41), its fields in dockerd's order. */
export function systemInfo(
  { containers, images, events, now, engineId }: EngineContext,
  { kernelVersion, machine, memory }: MachineInfo,
  facts: Facts,
) {
  const all = containers.all()
  const count = (status: string) => all.filter((container) => container.status === status).length
  const running = count('running')
  const paused = count('paused')
  const has = (controller: string) => facts.controllers.includes(controller)
  const { runtime, init } = facts
  return {
    ID: engineId,
    Containers: all.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: all.length - running - paused,
    Images: images.all().length,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', facts.backingFilesystem],
      ['Supports d_type', 'true'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    Plugins: { Volume: ['local'], Network: ['null'], Authorization: null, Log: ['json-file'] },
    MemoryLimit: has('memory'),
    // The agent is in the root cgroup, which has no limit for swap, and the machine has no swap.
    SwapLimit: false,
    KernelMemory: false,
    KernelMemoryTCP: false,
    CpuCfsPeriod: has('cpu'),
    CpuCfsQuota: has('cpu'),
    CPUShares: has('cpu'),
    CPUSet: has('cpuset'),
    PidsLimit: has('pids'),
    IPv4Forwarding: facts.ipv4Forwarding,
    BridgeNfIptables: facts.bridgeNfIptables,
    BridgeNfIp6tables: facts.bridgeNfIp6tables,
    Debug: false,
    NFd: 0,
    OomKillDisable: false,
    NGoroutines: 0,
    SystemTime: rfc3339Nano(now()),
    LoggingDriver: 'json-file',
    CgroupDriver: 'cgroupfs',
    CgroupVersion: '2',
    NEventsListener: events.listeners,
    KernelVersion: kernelVersion,
    OperatingSystem: facts.operatingSystem,
    OSVersion: facts.osVersion,
    OSType: 'linux',
    Architecture: machine,
    IndexServerAddress: INDEX_SERVER,
    RegistryConfig: {
      AllowNondistributableArtifactsCIDRs: [],
      AllowNondistributableArtifactsHostnames: [],
      InsecureRegistryCIDRs: [],
      IndexConfigs: {
        'docker.io': { Name: 'docker.io', Mirrors: [], Secure: true, Official: true },
      },
      Mirrors: [],
    },
    NCPU: facts.processors,
    MemTotal: memory,
    GenericResources: null,
    DockerRootDir: DATA_ROOT,
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: facts.hostname,
    Labels: [],
    ExperimentalBuild: false,
    ServerVersion: ENGINE_VERSION,
    Runtimes: { crun: { path: 'crun' } },
    DefaultRuntime: 'crun',
    Swarm: NO_SWARM,
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: 'docker-init',
    ContainerdCommit: commit('N/A'),
    RuncCommit: commit(runtime.commit),
    InitCommit: commit(init ? init.commit : 'N/A'),
    SecurityOptions: [
      ...(facts.seccomp ? ['name=seccomp,profile=default'] : []),
      ...(facts.cgroupNamespaces ? ['name=cgroupns'] : []),
    ],
    Warnings: warnings(facts),
  }
}

/** The engine has no commit in mind that a program should be of: what is expected is what is there. */
function commit(id: string) {
  return { ID: id, Expected: id }
}

/** dockerd's warnings about what the kernel lacks; null where it lacks nothing. */
function warnings(facts: Facts): string[] | null {
  const lacks = (controller: string) => !facts.controllers.includes(controller)
  const problems: [boolean, string][] = [
    [lacks('memory'), 'No memory limit support'],
    [true, 'No swap limit support'],
    [lacks('cpu'), 'No cpu cfs quota support'],
    [lacks('cpu'), 'No cpu cfs period support'],
    [lacks('cpu'), 'No cpu shares support'],
    [lacks('cpuset'), 'No cpuset support'],
    [lacks('io'), 'No io.weight support'],
    [lacks('io'), 'No io.weight (per device) support'],
    [lacks('io'), 'No io.max (rbps) support'],
    [lacks('io'), 'No io.max (wbps) support'],
    [lacks('io'), 'No io.max (riops) support'],
    [lacks('io'), 'No io.max (wiops) support'],
    [!facts.ipv4Forwarding, 'IPv4 forwarding is disabled'],
    [!facts.bridgeNfIptables, 'bridge-nf-call-iptables is disabled'],
    [!facts.bridgeNfIp6tables, 'bridge-nf-call-ip6tables is disabled'],
  ]
  const words = problems.filter(([is]) => is).map(([, problem]) => `WARNING: ${problem}`)
  return words.length > 0 ? words : null
}
