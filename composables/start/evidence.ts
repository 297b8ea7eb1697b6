import { formatBytes } from '../formatBytes.ts'
import type { Start, StartStep } from './replay.ts'

/** The first digits of a digest or an id, as docker shortens them. */
export function short(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, 12)
}

/** What each step is called. */
export const STEP_NAMES: Readonly<Record<StartStep, string>> = {
  pull: 'Pull the layers',
  verify: 'Verify and unpack them',
  stack: 'Stack them, read-only',
  writable: 'Add a writable layer',
  namespaces: 'Isolate: namespaces',
  cgroup: 'Limit: a cgroup',
  process: 'Start PID 1',
}

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`

/** What shows that a step was done, in a few words; empty where there is nothing to show. */
export function evidenceOf(step: StartStep, start: Start): string {
  const { states, layers, resolve, create, mount, namespaces, cgroup, process } = start
  if (states[step] === 'waiting') return ''
  if (states[step] === 'failed') return 'it went no further'
  if (states[step] === 'skipped') {
    return step === 'pull'
      ? `already here: image ${short(create?.imageId ?? '')}`
      : 'checked when it was pulled'
  }
  switch (step) {
    case 'pull': {
      if (!resolve) return ''
      const bytes = formatBytes(resolve.layers.reduce((sum, { size }) => sum + size, 0))
      return `${short(resolve.digest)}: ${count(layers.length, 'layer')}, ${bytes}`
    }
    case 'verify': {
      const unpacked = layers.filter((layer) => layer.unpacked).length
      return resolve ? `digests and diff IDs right: ${unpacked} of ${layers.length}` : ''
    }
    case 'stack':
      return mount ? `overlay lowerdir: ${count(mount.lower.length, 'folder')}` : ''
    case 'writable':
      return mount && create ? `upperdir: …/${short(create.container)}…/upper` : ''
    case 'namespaces': {
      const own = namespaces.filter((namespace) => namespace.own).map(({ type }) => type)
      return namespaces.length > 0 ? `${own.length} namespaces: ${own.join(' ')}` : ''
    }
    case 'cgroup':
      return cgroup ? `${shortPath(cgroup.path)} · ${limitsOf(cgroup)}` : ''
    case 'process':
      if (!process) return ''
      return process.inside === undefined
        ? `${process.pid} had ended before it was seen`
        : `${process.pid} on the machine, ${process.inside} inside`
  }
}

/** A path with ids cut short: `/docker/2aa9d67221ee`. */
function shortPath(path: string): string {
  return path.replaceAll(/[0-9a-f]{64}/g, (id) => `${short(id)}…`)
}

/** The limits of a control group in words. */
export function limitsOf({ memory, pids, cpu }: NonNullable<Start['cgroup']>): string {
  const [quota = 'max', period = '1'] = cpu.split(' ')
  const limits = [
    ...(memory === 'max' ? [] : [`memory ${formatBytes(Number(memory))}`]),
    ...(pids === 'max' ? [] : [`${pids} processes`]),
    ...(quota === 'max' ? [] : [`${Number(quota) / Number(period)} CPU`]),
  ]
  return limits.length > 0 ? limits.join(', ') : 'no limit'
}
