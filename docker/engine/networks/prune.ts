import type { EngineContext } from '../context.ts'
import { EngineError } from '../errors.ts'
import { hasPruneLabels, pruneOf, pruneUntil } from '../prune.ts'
import { isUserDefined } from './network.ts'

/** Filters that `POST /networks/prune` knows. */
export const NETWORK_PRUNE_FILTERS = ['label', 'label!', 'until']

const prune = pruneOf('network', async (context: EngineContext, filters) => {
  const { networks, now } = context
  const until = pruneUntil(filters, now())
  const deleted: string[] = []
  for (const network of networks.all()) {
    const isWanted =
      isUserDefined(network.name) &&
      network.endpoints.size === 0 &&
      network.created.getTime() <= until &&
      hasPruneLabels(filters, network.labels)
    if (!isWanted) continue
    try {
      await networks.remove(network)
      deleted.push(network.name)
    } catch (error) {
      // Somebody was quicker.
      if (!(error instanceof EngineError)) throw error
    }
  }
  return { NetworksDeleted: deleted.length > 0 ? deleted : null, SpaceReclaimed: 0 }
})

/**
 * Removes the networks of users' that no container is on.
 * @throws EngineError 409 while another prune is under way.
 */
export async function pruneNetworks(...args: Parameters<typeof prune>) {
  const { NetworksDeleted } = await prune(...args)
  return { NetworksDeleted }
}
