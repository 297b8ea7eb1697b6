import type { Step } from '../../machine/machine.ts'
import { invalid } from '../errors.ts'
import { layerFolders } from '../images/image.ts'
import { containerPaths } from '../paths.ts'
import type { Container } from './container.ts'
import { hostsFile, resolverFile } from './host-files.ts'

/** Mount options are handed to the kernel in one page, its end included. */
const MOUNT_DATA_MAX = 4095

/**
 * Mounts the root file system of a container that is not running at `containerPaths(id).merged`, for who reads or
 * changes its files; a running container's is there already, and nothing is to be done. The steps belong together
 * with {@link unmountSteps} in one program, after a `finally`, so that nothing else can come between them.
 * @throws EngineError (400) if the image has more layers than one mount can take.
 */
export function mountSteps(container: Container): Step[] {
  if (container.task) return []
  container.hasFolder = true
  return rootSteps(container)
}

/** Takes away what {@link mountSteps} mounted; call it together with that, while the container is in the same state. */
export function unmountSteps(container: Container): Step[] {
  return container.task ? [] : [{ op: 'umount', target: containerPaths(container.id).merged }]
}

/**
 * Makes a container's folders and files, and mounts its root file system of them and the image's layers.
 * @param names who it says to be; another's where it shares that one's network.
 */
export function rootSteps(container: Container, names: Container = container): Step[] {
  const { image } = container
  const paths = containerPaths(container.id)
  const lower = [paths.init, ...layerFolders(image)]
  const data = `lowerdir=${lower.join(':')},upperdir=${paths.upper},workdir=${paths.work}`
  if (data.length > MOUNT_DATA_MAX) {
    throw invalid(
      `max depth exceeded: an image with ${image.layers.length} layers cannot be mounted`,
    )
  }
  return [
    ...INIT_FOLDERS.map((folder): Step => ({ op: 'mkdir', path: `${paths.init}/${folder}` })),
    { op: 'mkdir', path: paths.upper },
    { op: 'mkdir', path: paths.work },
    { op: 'mkdir', path: paths.merged },
    ...initFiles(names, paths.init),
    { op: 'mount', source: 'overlay', target: paths.merged, type: 'overlay', data },
  ]
}

/** Folders that a container always has, also where its image does not: things are mounted there. */
const INIT_FOLDERS = ['etc', 'proc', 'sys', 'dev']

/**
 * The files that say who the container is, in a read-only layer under the writable one: dockerd binds them over
 * the image's, which costs three mounts more.
 */
function initFiles(container: Container, init: string): Step[] {
  const file = (path: string, data: string, mode = 0o644): Step => ({
    op: 'write',
    path: `${init}/${path}`,
    data,
    mode,
  })
  return [
    file('etc/hostname', `${container.config.hostname}\n`),
    file('etc/hosts', hostsFile(container)),
    file('etc/resolv.conf', resolverFile(container)),
    file('.dockerenv', '', 0o755),
  ]
}
