/** What isolates a container, and a snippet that proves each part of it. */

/** One part of a container's isolation. */
export interface Proof {
  /** Name of the step that shows it. */
  step: (typeof PROOF_STEPS)[number]
  /** What the container has. */
  title: string
  /** What of the kernel gives it. */
  by: string
  /** File name in `snippets/`. */
  snippet: string
  /** What the output proves. */
  means: string
}

/** In the order of the talk. */
export const PROOF_STEPS = ['hostname', 'processes', 'mounts', 'network', 'pids', 'memory'] as const

/** Namespaces: what a container sees. */
const SEES: readonly Proof[] = [
  {
    step: 'hostname',
    title: 'own host name',
    by: 'UTS namespace',
    snippet: 'proof-hostname.sh',
    means: 'It has a host name of its own.',
  },
  {
    step: 'processes',
    title: 'own processes',
    by: 'PID namespace',
    snippet: 'proof-processes.sh',
    means: 'It sees only its own processes. The first is number 1.',
  },
  {
    step: 'mounts',
    title: 'own files',
    by: 'mount namespace',
    snippet: 'proof-mounts.sh',
    means: 'Its root is an overlay: the image’s layers, and one to write in.',
  },
  {
    step: 'network',
    title: 'own network',
    by: 'net namespace',
    snippet: 'proof-network.sh',
    means: 'It has network devices of its own: here, loopback alone.',
  },
]

/** Control groups: what a container may use. */
const USES: readonly Proof[] = [
  {
    step: 'pids',
    title: 'a cap on processes',
    by: 'pids cgroup',
    snippet: 'proof-pids.sh',
    means: 'Five processes: a shell and four sleeps. A fifth sleep is refused.',
  },
  {
    step: 'memory',
    title: 'a cap on memory',
    by: 'memory cgroup',
    snippet: 'proof-memory.sh',
    means: 'At 8 MB the kernel ends it. 137 is 128 + 9, SIGKILL.',
  },
]

/** The proofs by what they are about. */
export const PROOF_GROUPS = [
  { title: 'What it sees: namespaces', proofs: SEES },
  { title: 'What it may use: control groups', proofs: USES },
] as const
