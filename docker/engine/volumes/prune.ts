import type { EngineContext } from '../context.ts'
import { EngineError } from '../errors.ts'
import { hasPruneLabels, pruneOf } from '../prune.ts'
import { volumeSize } from './size.ts'

/** Filters that `POST /volumes/prune` knows. */
export const PRUNE_FILTERS = ['label', 'label!']

/**
 * Removes the volumes that no container has.
 * @throws EngineError 409 while another prune is under way.
 */
export const pruneVolumes = pruneOf('volume', async (context: EngineContext, filters) => {
  const { volumes, machine } = context
  const deleted: string[] = []
  let reclaimed = 0
  for (const volume of volumes.all()) {
    if (volumes.users(volume).length > 0 || !hasPruneLabels(filters, volume.labels ?? {})) continue
    const size = await volumeSize(await machine(), volume)
    try {
      await volumes.remove(volume, true)
    } catch (error) {
      if (error instanceof EngineError) continue
      throw error
    }
    reclaimed += size
    deleted.push(volume.name)
  }
  return { VolumesDeleted: deleted, SpaceReclaimed: reclaimed }
})
