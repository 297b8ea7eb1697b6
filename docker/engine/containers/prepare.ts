import type { Machine } from '../../machine/machine.ts'
import { readAccounts } from './accounts.ts'
import type { Container } from './container.ts'
import { readHostDevices } from './host-devices.ts'
import { checkPropagation } from './mounts/propagation.ts'
import type { RunInput } from './runtime.ts'
import { findSharing } from './sharing.ts'
import type { ContainerStore } from './store.ts'
import { findUser } from './user.ts'

/**
 * Finds out what a run takes from outside of the container. Folders that are mounted and missing are made.
 * @throws EngineError in dockerd's words if a user, a device or another container is not there.
 */
export async function prepareRun(
  machine: Machine,
  container: Container,
  containers: ContainerStore,
): Promise<Omit<RunInput, 'network'>> {
  const { config, hostConfig, mounts } = container
  const { network, ipc, pid } = findSharing(container, containers)
  if (network) {
    config.hostname = network.config.hostname
    config.domainname = network.config.domainname
  }
  for (const { createSource, type, source } of mounts) {
    // A source that is a file is not made, and stays; nobody waits for this, but what is submitted next finds it done.
    if (createSource && type === 'bind') {
      machine.submit([{ op: 'mkdir', path: source, mode: 0o755 }])
    }
  }
  await checkPropagation(() => Promise.resolve(machine), mounts)
  const [accounts, devices] = await Promise.all([
    readAccounts(machine, container),
    readHostDevices(machine, hostConfig),
  ])
  return {
    user: findUser(config.user, accounts, hostConfig.GroupAdd ?? []),
    devices,
    shared: {
      ...(network ? { network: network.pid } : {}),
      ...(ipc ? { ipc: ipc.pid } : {}),
      ...(pid ? { pid: pid.pid } : {}),
    },
    names: network ?? container,
  }
}
