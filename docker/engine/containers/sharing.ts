import { conflict, EngineError, messageOf } from '../errors.ts'
import type { Container } from './container.ts'
import type { ContainerStore } from './store.ts'

/** The containers whose namespaces a container shares. */
export interface Sharing {
  network: Container | undefined
  ipc: Container | undefined
  pid: Container | undefined
}

/**
 * Finds the containers that a container's network, IPC and process modes name; they must be running.
 * @throws EngineError in dockerd's words.
 */
export function findSharing(container: Container, containers: ContainerStore): Sharing {
  const { NetworkMode, IpcMode, PidMode } = container.hostConfig
  return {
    network: named(NetworkMode, (id) => networkPeer(container, id, containers)),
    ipc: named(IpcMode, (id) => ipcPeer(id, containers)),
    pid: named(PidMode, (id) => pidPeer(id, containers)),
  }
}

function named(mode: string, find: (id: string) => Container): Container | undefined {
  const id = /^container:(.*)$/.exec(mode)?.[1]
  return id === undefined ? undefined : find(id)
}

function networkPeer({ id }: Container, other: string, containers: ContainerStore): Container {
  const peer = containers.get(other)
  if (peer.id === id) throw new EngineError(500, 'cannot join own network')
  if (!peer.running) {
    throw conflict(`cannot join network of a non running container: ${other}`)
  }
  if (peer.restarting) throw conflict(waitFor(other))
  return peer
}

function ipcPeer(other: string, containers: ContainerStore): Container {
  const prefix = `can't join IPC of container ${other}`
  const peer = running(other, prefix, containers)
  if (peer.hostConfig.IpcMode === 'shareable') return peer
  throw new EngineError(
    500,
    `${prefix}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`,
  )
}

function pidPeer(other: string, containers: ContainerStore): Container {
  return running(other, `cannot join PID of a non running container: ${other}`, containers, '')
}

/** @param whenFound goes before what is wrong with a container that is there. */
function running(
  id: string,
  prefix: string,
  containers: ContainerStore,
  whenFound = `${prefix}: `,
): Container {
  let peer: Container
  try {
    peer = containers.get(id)
  } catch (error) {
    throw new EngineError(500, `${prefix}: ${messageOf(error)}`)
  }
  if (!peer.running) {
    throw new EngineError(500, `${whenFound}container ${peer.id} is not running`)
  }
  if (peer.restarting) throw new EngineError(500, whenFound + waitFor(peer.id))
  return peer
}

const waitFor = (id: string) => `Container ${id} is restarting, wait until the container is running`
