import { readPathFacts } from '../../../machine/facts.ts'
import type { Machine } from '../../../machine/machine.ts'
import { EngineError, invalid } from '../../errors.ts'
import { DATA_ROOT } from '../../paths.ts'
import type { HostConfig } from '../schema/host-config.ts'
import type { MountPoint } from './mount-point.ts'

const isShared = (propagation: string) => ['shared', 'rshared'].includes(propagation)
const isSlave = (propagation: string) => ['slave', 'rslave'].includes(propagation)

/** What a bind's propagation is (dockerd's `validateBindDaemonRoot`): the engine's own folder is never held on to. */
export function bindPropagation(source: string, asked: string): string {
  if (!source.startsWith(DATA_ROOT) && !DATA_ROOT.startsWith(source)) return asked || 'rprivate'
  if (['', 'rslave', 'rshared'].includes(asked)) return asked || 'rslave'
  throw invalid(
    'invalid mount config: must use either propagation mode "rslave" or "rshared" when mount source is within the ' +
      `daemon root, daemon root: "${DATA_ROOT}", bind mount source: ${JSON.stringify(source)}, propagation: "${asked}"`,
  )
}

/**
 * Makes sure that what is to be shared with the machine, or to follow it, is on a mount of the machine that is shared
 * (dockerd's `ensureShared` and `ensureSharedOrSlave`).
 * @throws EngineError (500) in dockerd's words.
 */
export async function checkPropagation(
  machine: () => Promise<Machine>,
  mounts: readonly MountPoint[],
): Promise<void> {
  for (const { source, propagation, request } of mounts) {
    // What nobody asked for is done where it can be.
    if (!request?.BindOptions?.Propagation) continue
    if (!isShared(propagation) && !isSlave(propagation)) continue
    const { path, options } = await sourceMount(await machine(), source)
    if (options.includes('shared') || (isSlave(propagation) && options.includes('master'))) continue
    const wanted = isShared(propagation) ? 'shared' : 'shared or slave'
    throw new EngineError(
      500,
      `path ${source} is mounted on ${path} but it is not a ${wanted} mount`,
    )
  }
}

/**
 * What the root of a container has to be, so that the mounts in it are what they are to be: the runtime makes it, and
 * all that is in it, private otherwise.
 */
export function rootPropagation({
  mounts,
  hostConfig: { Tmpfs },
}: {
  mounts: readonly MountPoint[]
  hostConfig: Pick<HostConfig, 'Tmpfs'>
}): 'shared' | 'rslave' | undefined {
  const asked = [
    ...mounts.map(({ request }) => request?.BindOptions?.Propagation ?? ''),
    ...Object.values(Tmpfs ?? {}).flatMap((options) => options.split(',')),
  ]
  if (asked.some(isShared)) return 'shared'
  return asked.some(isSlave) ? 'rslave' : undefined
}

/** The mount that a path of the machine is on, with the kinds of its ties to others. */
async function sourceMount(machine: Machine, source: string) {
  const { output } = await machine.submit([
    { op: 'read', path: '/proc/self/mountinfo' },
    { op: 'stat', root: '/', path: source },
  ]).done
  const [table, facts] = output
  // Who creates a container may name a folder that its start makes.
  const path = facts ? readPathFacts(facts).resolved : source
  const mounts = new TextDecoder().decode(table).split('\n').map(readMount)
  const around = mounts.filter(
    (mount) => mount.path === '/' || path === mount.path || path.startsWith(`${mount.path}/`),
  )
  // The last of those at one place covers the others.
  return around.reduce((best, mount) => (mount.path.length >= best.path.length ? mount : best), {
    path: '/',
    options: [''],
  })
}

/** A line of `/proc/self/mountinfo`; https://docs.kernel.org/filesystems/proc.html#proc-pid-mountinfo */
function readMount(line: string) {
  const [fields = ''] = line.split(' - ', 1)
  const [, , , , path = '', , ...options] = fields.split(' ')
  return {
    path: path.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
    options: options.map((option) => option.split(':', 1)[0] ?? ''),
  }
}
