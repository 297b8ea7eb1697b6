import { hasOwnSandbox } from '../../networks/networking.ts'
import { sandboxPath } from '../../paths.ts'
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
export function specNamespaces(container: Container, shared: SharedWith) {
  const { hostConfig: host, sandboxId } = container
  const types = ['mount']
  if (host.NetworkMode !== 'host') types.push('network')
  if (host.UTSMode !== 'host') types.push('uts')
  if (host.PidMode !== 'host') types.push('pid')
  if (host.IpcMode !== 'host') types.push('ipc')
  if (host.CgroupnsMode !== 'host') types.push('cgroup')
  return types.map((type) => {
    if (type === 'network' && shared.network === undefined && hasOwnSandbox(container)) {
      return { type, path: sandboxPath(sandboxId) }
    }
    const pid = isShareable(type) ? shared[type] : undefined
    return pid === undefined || !isShareable(type)
      ? { type }
      : { type, path: `/proc/${pid}/ns/${FILES[type]}` }
  })
}

function isShareable(type: string): type is keyof SharedWith {
  return type in FILES
}
