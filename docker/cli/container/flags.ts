/** The flags that `run` and `create` share: what a container is to be like. */

import { bool, int, list, text, uint } from '../flags/basic.ts'
import { bytes, cpus, duration, map, swapBytes } from '../flags/docker.ts'
import { parseByteRate, parseOperationRate } from './blkio.ts'
import * as check from './checks.ts'
import { gpus, hiddenAlias, mounts, networks, throttles, ulimits, weights } from './flag-types.ts'

/** Flags that only an engine on Windows has. */
const WINDOWS = { requires: { ostype: 'windows' } }

/** The flags of what a container is to be like, with their values. */
export type ContainerFlags = ReturnType<typeof containerFlags>

/** Makes the flags of what a container is to be like. */
export function containerFlags() {
  return {
    ...generalFlags(),
    ...securityFlags(),
    ...networkFlags(),
    ...storageFlags(),
    ...healthFlags(),
    ...resourceFlags(),
    ...namespaceFlags(),
  }
}

const generalFlags = () => ({
  attach: list('Attach to STDIN, STDOUT or STDERR', { short: 'a', check: check.checkAttach }),
  'device-cgroup-rule': list('Add a rule to the cgroup allowed devices list', {
    check: check.checkCgroupRule,
  }),
  device: list('Add a host device to the container'),
  gpus: gpus("GPU devices to add to the container ('all' to pass all GPUs)"),
  env: list('Set environment variables', { short: 'e', check: check.checkEnv }),
  'env-file': list('Read in a file of environment variables'),
  entrypoint: text('Overwrite the default ENTRYPOINT of the image'),
  'group-add': list('Add additional groups to join'),
  hostname: text('Container host name', { short: 'h' }),
  domainname: text('Container NIS domain name'),
  interactive: bool('Keep STDIN open even if not attached', { short: 'i' }),
  label: list('Set meta data on a container', { short: 'l', check: check.checkLabel }),
  'label-file': list('Read in a line delimited file of labels'),
  'read-only': bool("Mount the container's root filesystem as read only"),
  restart: text('Restart policy to apply when a container exits', {}, 'no'),
  'stop-signal': text('Signal to stop a container', {}, 'SIGTERM'),
  'stop-timeout': int('Timeout (in seconds) to stop a container'),
  sysctl: map('Sysctl options', { check: check.checkSysctl }),
  tty: bool('Allocate a pseudo-TTY', { short: 't' }),
  ulimit: ulimits('Ulimit options'),
  user: text('Username or UID (format: <name|uid>[:<group|gid>])', { short: 'u' }),
  workdir: text('Working directory inside the container', { short: 'w' }),
  rm: bool('Automatically remove the container when it exits'),
})

const securityFlags = () => ({
  'cap-add': list('Add Linux capabilities'),
  'cap-drop': list('Drop Linux capabilities'),
  privileged: bool('Give extended privileges to this container'),
  'security-opt': list('Security Options'),
  userns: text('User namespace to use'),
  cgroupns: text(`Cgroup namespace to use (host|private)
'host':    Run the container in the Docker host's cgroup namespace
'private': Run the container in its own private cgroup namespace
'':        Use the cgroup namespace as configured by the
           default-cgroupns-mode option on the daemon (default)`),
})

function networkFlags() {
  const dnsOption = list('Set DNS options')
  const network = networks('Connect a container to a network')
  const networkAlias = list('Add network-scoped alias for the container')
  return {
    'add-host': list('Add a custom host-to-IP mapping (host:ip)', { check: check.checkAddHost }),
    dns: list('Set custom DNS servers', { check: check.checkDns }),
    'dns-opt': hiddenAlias(dnsOption),
    'dns-option': dnsOption,
    'dns-search': list('Set custom DNS search domains', { check: check.checkDnsSearch }),
    expose: list('Expose a port or a range of ports'),
    ip: text('IPv4 address (e.g., 172.30.100.104)'),
    ip6: text('IPv6 address (e.g., 2001:db8::33)'),
    link: list('Add link to another container', { check: check.checkLink }),
    'link-local-ip': list('Container IPv4/IPv6 link-local addresses'),
    'mac-address': text('Container MAC address (e.g., 92:d0:c6:0a:29:33)'),
    publish: list("Publish a container's port(s) to the host", { short: 'p' }),
    'publish-all': bool('Publish all exposed ports to random ports', { short: 'P' }),
    net: hiddenAlias(network),
    network,
    'net-alias': hiddenAlias(networkAlias),
    'network-alias': networkAlias,
  }
}

const storageFlags = () => ({
  'log-driver': text('Logging driver for the container'),
  'volume-driver': text('Optional volume driver for the container'),
  'log-opt': list('Log driver options'),
  'storage-opt': list('Storage driver options for the container'),
  tmpfs: list('Mount a tmpfs directory'),
  'volumes-from': list('Mount volumes from the specified container(s)'),
  volume: list('Bind mount a volume', { short: 'v' }),
  mount: mounts('Attach a filesystem mount to the container'),
})

const healthFlags = () => ({
  'health-cmd': text('Command to run to check health'),
  'health-interval': duration('Time between running the check (ms|s|m|h) (default 0s)'),
  'health-retries': int('Consecutive failures needed to report unhealthy'),
  'health-timeout': duration('Maximum time to allow one check to run (ms|s|m|h) (default 0s)'),
  'health-start-period': duration(
    'Start period for the container to initialize before starting health-retries countdown (ms|s|m|h) (default 0s)',
  ),
  'no-healthcheck': bool('Disable any container-specified HEALTHCHECK'),
})

const resourceFlags = () => ({
  'blkio-weight': uint(
    'Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)',
    { bits: 16 },
  ),
  'blkio-weight-device': weights('Block IO weight (relative device weight)'),
  cidfile: text('Write the container ID to the file'),
  'cpuset-cpus': text('CPUs in which to allow execution (0-3, 0,1)'),
  'cpuset-mems': text('MEMs in which to allow execution (0-3, 0,1)'),
  'cpu-count': int('CPU count (Windows only)', WINDOWS),
  'cpu-percent': int('CPU percent (Windows only)', WINDOWS),
  'cpu-period': int('Limit CPU CFS (Completely Fair Scheduler) period'),
  'cpu-quota': int('Limit CPU CFS (Completely Fair Scheduler) quota'),
  'cpu-rt-period': int('Limit CPU real-time period in microseconds'),
  'cpu-rt-runtime': int('Limit CPU real-time runtime in microseconds'),
  'cpu-shares': int('CPU shares (relative weight)', { short: 'c' }),
  cpus: cpus('Number of CPUs'),
  'device-read-bps': throttles('Limit read rate (bytes per second) from a device', parseByteRate),
  'device-read-iops': throttles(
    'Limit read rate (IO per second) from a device',
    parseOperationRate,
  ),
  'device-write-bps': throttles('Limit write rate (bytes per second) to a device', parseByteRate),
  'device-write-iops': throttles(
    'Limit write rate (IO per second) to a device',
    parseOperationRate,
  ),
  'io-maxbandwidth': bytes(
    'Maximum IO bandwidth limit for the system drive (Windows only)',
    WINDOWS,
  ),
  'io-maxiops': uint('Maximum IOps limit for the system drive (Windows only)', WINDOWS),
  'kernel-memory': bytes('Kernel memory limit'),
  memory: bytes('Memory limit', { short: 'm' }),
  'memory-reservation': bytes('Memory soft limit'),
  'memory-swap': swapBytes("Swap limit equal to memory plus swap: '-1' to enable unlimited swap"),
  'memory-swappiness': int('Tune container memory swappiness (0 to 100)', {}, -1),
  'oom-kill-disable': bool('Disable OOM Killer'),
  'oom-score-adj': int("Tune host's OOM preferences (-1000 to 1000)"),
  'pids-limit': int('Tune container pids limit (set -1 for unlimited)'),
})

const namespaceFlags = () => ({
  'cgroup-parent': text('Optional parent cgroup for the container'),
  ipc: text('IPC mode to use'),
  isolation: text('Container isolation technology'),
  pid: text('PID namespace to use'),
  'shm-size': bytes('Size of /dev/shm'),
  uts: text('UTS namespace to use'),
  runtime: text('Runtime to use for this container'),
  init: bool('Run an init inside the container that forwards signals and reaps processes'),
})
