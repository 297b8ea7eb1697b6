import type { Step } from '../../machine/machine.ts'
import { consolePath, containerPaths } from '../paths.ts'
import type { RunNetwork } from '../networks/networking.ts'
import type { Container } from './container.ts'
import type { HostDevice } from './host-devices.ts'
import { rootSteps } from './root.ts'
import { runtimeSpec } from './spec.ts'
import type { SharedWith } from './spec/namespaces.ts'
import type { ProcessUser } from './user.ts'
import type { StartWatch } from './watch-start.ts'

const RUNTIME = '/sbin/crun'

/** The runtime and where it keeps its containers' state: what every call of it begins with. */
export const RUNTIME_ARGV = [RUNTIME, '--root', '/run/crun'] as const

/** What a run takes from outside of the container. */
export interface RunInput {
  user: ProcessUser
  devices: readonly HostDevice[]
  shared: SharedWith
  /** The container whose name and addresses it has. */
  names: Container
  network: RunNetwork
}

/**
 * A container's whole run as one program of steps: root file system, bundle, runtime, and tidying up.
 * The runtime's log is the outcome's last output.
 * @param watch what else is read meanwhile
 * @throws EngineError (400) if the image has more layers than one mount can take.
 */
export function runSteps(container: Container, input: RunInput, watch?: StartWatch): Step[] {
  const { id, config, hostConfig, autoRemove } = container
  const { user, devices, shared, names, network } = input
  const paths = containerPaths(id)
  const spec = runtimeSpec({ container, user, devices, shared, rootfs: paths.merged })
  const sharesShm = hostConfig.IpcMode === 'shareable'
  return [
    ...network.before,
    ...rootSteps(container, names),
    ...(watch ? [{ op: 'read' as const, path: watch.mounts }] : []),
    ...(sharesShm ? shmSteps(paths.shm, hostConfig.ShmSize) : []),
    { op: 'write', path: paths.config, data: JSON.stringify(spec) },
    {
      op: 'spawn',
      argv: [
        ...RUNTIME_ARGV,
        ...['--log', paths.log, '--log-format', 'json'],
        ...['run', '--bundle', paths.dir, '--pid-file', paths.pid],
        ...(config.tty ? ['--console-socket', consolePath(id)] : []),
        id,
      ],
      env: [],
      stdin: config.openStdin,
      ...(config.tty ? { tty: { rows: 24, cols: 80 }, console: consolePath(id) } : {}),
      ready: paths.pid,
      ...(watch ? { look: watch.look } : {}),
    },
    { op: 'finally' },
    { op: 'umount', target: paths.merged },
    ...(sharesShm ? [{ op: 'umount' as const, target: paths.shm }] : []),
    ...network.after,
    { op: 'read', path: paths.log },
    { op: 'remove', path: autoRemove ? paths.dir : paths.log },
  ]
}

/** nosuid, nodev and noexec, as the kernel numbers them. */
const SHM_FLAGS = 2 | 4 | 8

function shmSteps(path: string, size: number): Step[] {
  return [
    { op: 'mkdir', path },
    {
      op: 'mount',
      source: 'shm',
      target: path,
      type: 'tmpfs',
      flags: SHM_FLAGS,
      data: `mode=1777,size=${size}`,
    },
  ]
}

/** Removes all that the guest has of a container. */
export function removeSteps({ id }: Container): Step[] {
  return [{ op: 'remove', path: containerPaths(id).dir }]
}

const keptUpper = (id: string) => `${containerPaths(id).dir}.upper`

const move = (from: string, to: string): Step => ({
  op: 'spawn',
  argv: ['/bin/busybox', 'mv', from, to],
  env: [],
  stdin: false,
})

/**
 * Puts the writable layer of a running container, whose folder goes with its end, where it stays: the mount goes on
 * with it.
 */
export function keepSteps({ id }: Container): Step[] {
  return [move(containerPaths(id).upper, keptUpper(id))]
}

/** Puts a layer that was kept back where the next run looks for it. */
export function restoreSteps({ id }: Container): Step[] {
  const { dir, upper } = containerPaths(id)
  return [{ op: 'mkdir', path: dir }, move(keptUpper(id), upper)]
}

/** Stops or lets go on all processes of a container. */
export function freezeSteps({ id }: Container, action: 'pause' | 'resume'): Step[] {
  return [{ op: 'spawn', argv: [...RUNTIME_ARGV, action, id], env: [], stdin: false }]
}

/** Changes a running container's limits: `resources` as the OCI runtime specification has them. */
export function updateSteps({ id }: Container, resources: object): Step[] {
  const file = `${containerPaths(id).dir}/resources.json`
  return [
    { op: 'write', path: file, data: JSON.stringify(resources) },
    {
      op: 'spawn',
      argv: [...RUNTIME_ARGV, 'update', '--resources', file, id],
      env: [],
      stdin: false,
    },
    { op: 'finally' },
    { op: 'remove', path: file },
  ]
}

/**
 * Asks the control group around a container that has ended what its memory limit has done, and removes it.
 * The group's `memory.events` is the outcome's one output.
 */
export function oomSteps({ cgroup }: Container): Step[] {
  const around = `/sys/fs/cgroup${cgroup.slice(0, cgroup.lastIndexOf('/'))}`
  return [
    { op: 'read', path: `${around}/memory.events` },
    { op: 'finally' },
    { op: 'spawn', argv: ['/bin/busybox', 'rmdir', around], env: [], stdin: false },
  ]
}
