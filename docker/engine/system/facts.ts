import type { Machine } from '../../machine/machine.ts'
import { DATA_ROOT } from '../paths.ts'
import { readText } from '../streams.ts'

/** A program of the machine, by its own word. */
export interface ProgramVersion {
  version: string
  /** The commit that it was built from; empty where it does not say. */
  commit: string
}

/** What dockerd finds out about the computer that it runs on, read from the machine. */
export interface Facts {
  hostname: string
  /** PRETTY_NAME and VERSION_ID of the machine's os-release; empty where it has none. */
  operatingSystem: string
  osVersion: string
  processors: number
  /** The cgroup controllers there are. */
  controllers: readonly string[]
  /** Whether the kernel takes seccomp filters. */
  seccomp: boolean
  cgroupNamespaces: boolean
  /** Kernel switches; false also where the kernel has no such switch. */
  ipv4Forwarding: boolean
  bridgeNfIptables: boolean
  bridgeNfIp6tables: boolean
  /** Type of the file system that the data root is on. */
  backingFilesystem: string
  runtime: ProgramVersion
  init: ProgramVersion | undefined
}

const RUNTIME = '/sbin/crun'
const INIT = '/sbin/docker-init'

/** Reads the machine's facts; all of it is under way at once. */
export async function readFacts(machine: Machine): Promise<Facts> {
  const read = (path: string) => readFile(machine, path)
  const isOn = async (path: string) => (await read(path)).trim() === '1'
  const net = '/proc/sys/net'
  const [hostname, release, cpus, controllers, seccomp, status, mounts, ...rest] =
    await Promise.all([
      read('/proc/sys/kernel/hostname'),
      read('/etc/os-release'),
      read('/proc/cpuinfo'),
      read('/sys/fs/cgroup/cgroup.controllers'),
      read('/proc/sys/kernel/seccomp/actions_avail'),
      read('/proc/sys/user/max_cgroup_namespaces'),
      read('/proc/mounts'),
      isOn(`${net}/ipv4/ip_forward`),
      isOn(`${net}/bridge/bridge-nf-call-iptables`),
      isOn(`${net}/bridge/bridge-nf-call-ip6tables`),
      runtimeVersion(machine),
      initVersion(machine),
    ])
  const [ipv4Forwarding, bridgeNfIptables, bridgeNfIp6tables, runtime, init] = rest
  return {
    hostname: hostname.trim(),
    operatingSystem: releaseValue(release, 'PRETTY_NAME'),
    osVersion: releaseValue(release, 'VERSION_ID'),
    processors: cpus.split('\n').filter((line) => /^processor\s*:/.test(line)).length,
    controllers: controllers.split(/\s+/).filter(Boolean),
    seccomp: /\berrno\b/.test(seccomp),
    cgroupNamespaces: status !== '',
    ipv4Forwarding,
    bridgeNfIptables,
    bridgeNfIp6tables,
    backingFilesystem: fileSystemOf(DATA_ROOT, mounts),
    runtime,
    init,
  }
}

/** The runtime's own word for its version. */
async function runtimeVersion(machine: Machine): Promise<ProgramVersion> {
  const text = (await firstWords(machine, RUNTIME)) ?? ''
  return {
    version: /version (\S+)/.exec(text)?.[1] ?? '',
    commit: /^commit: *(\S+)/m.exec(text)?.[1] ?? '',
  }
}

async function initVersion(machine: Machine): Promise<ProgramVersion | undefined> {
  const text = await firstWords(machine, INIT)
  const version = /^tini version (\S+)/.exec(text ?? '')?.[1]
  if (version === undefined) return undefined
  return { version, commit: / - git\.([^.\s]+)\s*$/.exec(text ?? '')?.[1] ?? '' }
}

/** What a program prints for `--version`; undefined where there is no such program. */
async function firstWords(machine: Machine, program: string): Promise<string | undefined> {
  const task = machine.submit([
    { op: 'spawn', argv: [program, '--version'], env: [], stdin: false },
  ])
  const [text, , { failure }] = await Promise.all([
    readText(task.stdout),
    task.stderr.cancel(),
    task.done,
  ])
  return failure ? undefined : text
}

/** A file of the machine as text; empty where there is none. */
async function readFile(machine: Machine, path: string): Promise<string> {
  const { output } = await machine.submit([{ op: 'read', path }]).done
  return output[0] === undefined ? '' : new TextDecoder().decode(output[0])
}

function releaseValue(release: string, name: string): string {
  const line = release.split('\n').findLast((text) => text.startsWith(`${name}=`)) ?? ''
  return line.slice(name.length + 1).replace(/^[ "']+|[ "']+$/g, '')
}

/** Type of the file system that a path is on: of the last mount at the longest prefix of it. */
function fileSystemOf(path: string, mounts: string): string {
  let found = { target: '', type: '' }
  for (const line of mounts.split('\n')) {
    const [, target = '', type = ''] = line.split(' ')
    const holds = target === '/' || path === target || path.startsWith(`${target}/`)
    if (target !== '' && holds && target.length >= found.target.length) found = { target, type }
  }
  return found.type
}
