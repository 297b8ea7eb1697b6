import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { V86 } from 'v86'
import { createEmulator, startEmulator } from '../emulator.ts'
import type { Machine, MachineInfo, Step } from '../machine.ts'
import { macOf } from '../mac.ts'
import { deviceFilter } from './device-filter.ts'
import { run } from './run.ts'

/** Paths of what the machine is booted from. */
export interface BootParts {
  wasm: string
  bios: string
  vgaBios: string
  kernel: string
  initramfs: string
}

const COMMAND_LINE = [
  'console=ttyS0',
  'quiet',
  'rdinit=/init',
  'tsc=reliable',
  'nowatchdog',
  'nosmp',
  // Debian's kernel ticks 250 times a second whatever happens; a tick costs less without these.
  'highres=off',
  'random.trust_cpu=on',
  // The processor is emulated: none of the attacks that these guard against reaches it, and the
  // page that holds the machine is the boundary.
  'mitigations=off',
  // Free memory is all zeros, which compress to nothing: a third off the snapshot for 4 % a run.
  'init_on_free=1',
  // Guards against mistakes in the kernel that cost every system call or allocation something.
  'init_on_alloc=0',
  'hardened_usercopy=off',
  'randomize_kstack_offset=off',
  'lsm=',
  'audit=0',
  'psi=0',
  'preempt=none',
  'noautogroup',
  'transparent_hugepage=never',
  // Every control group pays for each controller: only those that containers are limited by.
  'cgroup_disable=cpuset,io,hugetlb,misc,rdma,perf_event,net_cls,net_prio',
  // Containers have Docker's default network without IPv6.
  'ipv6.disable=1',
].join(' ')

const BOOT_TIMEOUT = 300_000

/** What {@link makeSnapshot} learns of the machine. */
export interface Snapshot {
  /** The guest's facts. */
  info: MachineInfo
  /**
   * Until the agent was up, by the clock; where other work stretched that, the processor's time.
   */
  bootMilliseconds: number
}

/**
 * Boots the machine, brings it to rest and writes its compressed state to `file`.
 * @returns what it learnt of the machine.
 * @throws when the agent is not up after five minutes; the message has the end of the console.
 */
export async function makeSnapshot(
  parts: BootParts,
  memory: number,
  file: string,
  log: string,
): Promise<Snapshot> {
  const emulator = await createEmulator({
    wasm: bytes(parts.wasm),
    memory,
    boot: {
      bios: bytes(parts.bios),
      vgaBios: bytes(parts.vgaBios),
      kernel: bytes(parts.kernel),
      initramfs: bytes(parts.initramfs),
      commandLine: COMMAND_LINE,
    },
  })
  const began = performance.now()
  const before = process.cpuUsage()
  await bootToAgent(emulator, log)
  const { user, system } = process.cpuUsage(before)
  const bootMilliseconds = Math.round(Math.min(performance.now() - began, (user + system) / 1000))
  const machine = await startEmulator(emulator)
  await settle(machine)
  const raw = `${file}.raw`
  writeFileSync(raw, new Uint8Array(await emulator.save_state()))
  await machine.stop()
  await run('zstd', ['-19', '-T2', '--quiet', '--force', '-o', file, raw], { log })
  rmSync(raw)
  return { info: machine.info, bootMilliseconds }
}

function bytes(path: string): ArrayBuffer {
  const buffer = readFileSync(path)
  const copy = new ArrayBuffer(buffer.length)
  new Uint8Array(copy).set(buffer)
  return copy
}

function bootToAgent(emulator: V86, log: string): Promise<void> {
  let console = ''
  return new Promise((resolve, reject) => {
    const fail = (what: string) => {
      reject(new Error(`${what}; the whole console is in ${log}\n${console.slice(-1500)}`))
    }
    const timeout = new AbortController()
    setTimeout(BOOT_TIMEOUT, undefined, { signal: timeout.signal }).then(
      () => fail('the machine did not come up in five minutes'),
      () => undefined,
    )
    emulator.add_listener('serial0-output-byte', (byte) => {
      console += String.fromCharCode(byte)
      if (byte !== 10) return
      const ended = console.endsWith('agent: ready\r\n') || console.includes('Kernel panic')
      if (!ended) return
      timeout.abort()
      writeFileSync(log, console)
      if (console.includes('Kernel panic')) fail('the machine’s kernel panicked')
      else resolve()
    })
    void emulator.run()
  })
}

/**
 * Runs a container once, so that what the kernel sets up at its first is in the snapshot, then
 * gives back every cache.
 */
async function settle(machine: Machine): Promise<void> {
  const folder = '/run/first'
  const netns = '/run/docker/netns/first'
  const gateway = 0xac110001
  const config = {
    ociVersion: '1.0.2',
    process: { user: { uid: 0, gid: 0 }, args: ['/busybox', 'true'], env: [], cwd: '/' },
    root: { path: 'merged' },
    mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
    linux: {
      cgroupsPath: '/docker/first',
      namespaces: [
        ...['mount', 'pid', 'ipc', 'uts', 'cgroup'].map((type) => ({ type })),
        { type: 'network', path: netns },
      ],
    },
  }
  const steps: Step[] = [
    // For all containers at once: a filter for each would add a million instructions to its start.
    { op: 'devices', path: '/sys/fs/cgroup/docker', program: deviceFilter() },
    // Docker's default network, on which the engine finds it.
    { op: 'bridge', name: 'docker0', mac: macOf(gateway), address: gateway, prefix: 16 },
    { op: 'netns', path: netns },
    {
      op: 'plug',
      ...{ netns, card: 'eth0', bridge: 'docker0' },
      ...{ mac: macOf(gateway + 1), address: gateway + 1, prefix: 16 },
    },
    { op: 'route', netns, gateway },
    { op: 'mkdir', path: `${folder}/upper/dev` },
    { op: 'mkdir', path: `${folder}/upper/proc` },
    { op: 'mkdir', path: `${folder}/work` },
    { op: 'mkdir', path: `${folder}/merged` },
    {
      op: 'mount',
      source: 'overlay',
      target: `${folder}/merged`,
      type: 'overlay',
      data: `lowerdir=/bin,upperdir=${folder}/upper,workdir=${folder}/work`,
    },
    { op: 'write', path: `${folder}/config.json`, data: JSON.stringify(config) },
    {
      op: 'spawn',
      argv: ['/sbin/crun', '--root', '/run/crun', 'run', '--bundle', folder, 'first'],
    },
    { op: 'finally' },
    { op: 'umount', target: `${folder}/merged` },
    { op: 'remove', path: folder },
    { op: 'unnetns', path: netns },
  ]
  await expectSuccess(machine, steps, 'the first container')
  const script = 'sync; echo 3 >/proc/sys/vm/drop_caches; dmesg -n 1'
  await expectSuccess(
    machine,
    [{ op: 'spawn', argv: ['/bin/sh', '-ec', script] }],
    'bringing the machine to rest',
  )
}

async function expectSuccess(machine: Machine, steps: Step[], what: string): Promise<void> {
  const task = machine.submit(steps)
  const [stderr, { exitCode, failure }] = await Promise.all([
    new Response(task.stderr).text(),
    task.done,
    task.stdout.pipeTo(new WritableStream()),
  ])
  if (exitCode !== 0 || failure)
    throw new Error(`${what} failed (${failure?.message ?? exitCode}): ${stderr}`)
}
