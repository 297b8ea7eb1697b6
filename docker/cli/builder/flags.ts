import { checkAddHost, checkEnv, checkLabel } from '../container/checks.ts'
import { ulimits } from '../container/flag-types.ts'
import { bool, bytes, int, list, swapBytes, text } from '../flags.ts'
import { readReference } from '../reference.ts'

/** The flags of `docker build`, with their values. */
export type BuildFlags = ReturnType<typeof buildFlags>

/** Only a builder that is not the classic one heeds it. */
const BUILDKIT = { hidden: true }

export const buildFlags = () => ({
  'add-host': list('Add a custom host-to-IP mapping (host:ip)', { check: checkAddHost }),
  'build-arg': list('Set build-time variables', { check: checkEnv }),
  'cache-from': list('Images to consider as cache sources', { type: 'strings' }),
  'cgroup-parent': text('Optional parent cgroup for the container'),
  compress: bool('Compress the build context using gzip'),
  'cpu-period': int('Limit the CPU CFS (Completely Fair Scheduler) period'),
  'cpu-quota': int('Limit the CPU CFS (Completely Fair Scheduler) quota'),
  'cpu-shares': int('CPU shares (relative weight)', { short: 'c' }),
  'cpuset-cpus': text('CPUs in which to allow execution (0-3, 0,1)'),
  'cpuset-mems': text('MEMs in which to allow execution (0-3, 0,1)'),
  'disable-content-trust': bool('Skip image verification', {}, true),
  file: text("Name of the Dockerfile (Default is 'PATH/Dockerfile')", { short: 'f' }),
  'force-rm': bool('Always remove intermediate containers'),
  iidfile: text('Write the image ID to the file'),
  isolation: text('Container isolation technology'),
  label: list('Set metadata for an image', { check: checkLabel }),
  memory: bytes('Memory limit', { short: 'm' }),
  'memory-swap': swapBytes("Swap limit equal to memory plus swap: '-1' to enable unlimited swap"),
  network: text(
    'Set the networking mode for the RUN instructions during build',
    { requires: { version: '1.25' } },
    'default',
  ),
  'no-cache': bool('Do not use cache when building the image'),
  output: list('Output destination (format: type=local,dest=path)', { short: 'o', ...BUILDKIT }),
  platform: text('Set platform if server is multi-platform capable', BUILDKIT),
  progress: text('Set type of progress output (auto, plain, tty)', BUILDKIT, 'auto'),
  pull: bool('Always attempt to pull a newer version of the image'),
  quiet: bool('Suppress the build output and print image ID on success', { short: 'q' }),
  rm: bool('Remove intermediate containers after a successful build', {}, true),
  secret: list('Secret file to expose to the build (only if BuildKit enabled)', BUILDKIT),
  'security-opt': list('Security options', { type: 'strings' }),
  'shm-size': bytes('Size of /dev/shm'),
  squash: bool('Squash newly built layers into a single new layer', {
    requires: { experimental: true },
  }),
  ssh: list('SSH agent socket or keys to expose to the build (only if BuildKit enabled)', BUILDKIT),
  stream: bool('Stream attaches to server to negotiate build context', { hidden: true }),
  tag: list("Name and optionally a tag in the 'name:tag' format", {
    short: 't',
    check(name) {
      readReference(name)
      return name
    },
  }),
  target: text('Set the target build stage to build.'),
  ulimit: ulimits('Ulimit options'),
})
