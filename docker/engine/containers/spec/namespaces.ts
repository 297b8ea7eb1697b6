import type { Container } from '../container.ts'

/** First processes, by what of theirs is shared: ids in the guest. */
export interface SharedWith {
  network?: number
  ipc?: number
  pid?: number
}

/** Files of `/proc/<pid>/ns`, where they are not called as the namespace's type is. */
const FILES = { network: 'net', ipc: 'ipc', pid: 'pid' } as const

/** A container's namespaces (dockerd's `WithNamespaces`): new ones, others', or none of its own. */
export function specNamespaces({ hostConfig: host }: Container, shared: SharedWith) {
  const types = ['mount', 'network']
  if (host.UTSMode !== 'host') types.push('uts')
  if (host.PidMode !== 'host') types.push('pid')
  if (host.IpcMode !== 'host') types.push('ipc')
  if (host.CgroupnsMode !== 'host') types.push('cgroup')
  return types.map((type) => {
    const pid = isShareable(type) ? shared[type] : undefined
    return pid === undefined || !isShareable(type)
      ? { type }
      : { type, path: `/proc/${pid}/ns/${FILES[type]}` }
  })
}

function isShareable(type: string): type is keyof SharedWith {
  return type in FILES
}
