import * as v from 'valibot'
import type { Cli } from './cli.ts'
import { pruneStopped } from './commands/container/prune.ts'
import { Deleted } from './commands/image/remove.ts'
import { filtersJson, type Filters } from './flags.ts'

/** What was removed, for standard output (nothing where it is empty), and how many bytes that freed. */
export interface Pruned {
  output: string
  space: number
}

interface PruneOptions {
  all: boolean
  filters: Filters
  /** Bytes of a cache that stay. */
  keepStorage?: number
}

/** Removes what is not used of one kind of objects. */
export type Prune = (cli: Cli, options: PruneOptions) => Promise<Pruned>

const Report = v.object({
  VolumesDeleted: v.nullish(v.array(v.string())),
  NetworksDeleted: v.nullish(v.array(v.string())),
  ImagesDeleted: v.nullish(v.array(Deleted)),
  CachesDeleted: v.nullish(v.array(v.string())),
  SpaceReclaimed: v.optional(v.number(), 0),
})

async function prune(cli: Cli, path: string, filters: Filters) {
  const json = filtersJson(filters)
  return await cli.api.json(Report, 'POST', path, { query: { ...(json && { filters: json }) } })
}

/** A heading and what was deleted; where nothing was, no bytes are told of either. */
function pruned(heading: string, deleted: readonly string[], space: number): Pruned {
  if (deleted.length === 0) return { output: '', space: 0 }
  return { output: `${[heading, ...deleted].join('\n')}\n`, space }
}

/** Stopped containers. */
export const pruneContainers: Prune = (cli, { filters }) => pruneStopped(cli, filters)

/** Networks that no container is on. */
export const pruneNetworks: Prune = async (cli, { filters }) => {
  const report = await prune(cli, '/networks/prune', filters)
  return pruned('Deleted Networks:', report.NetworksDeleted ?? [], 0)
}

/** Volumes that no container has. */
export const pruneVolumes: Prune = async (cli, { filters }) => {
  const report = await prune(cli, '/volumes/prune', filters)
  return pruned('Deleted Volumes:', report.VolumesDeleted ?? [], report.SpaceReclaimed)
}

/** Images without a name, or with `all` those that no container was made from. */
export const pruneImages: Prune = async (cli, { all, filters }) => {
  const dangling = [...(filters['dangling'] ?? []), String(!all)]
  const report = await prune(cli, '/images/prune', { ...filters, dangling })
  const deleted = (report.ImagesDeleted ?? []).map(({ Untagged, Deleted }) =>
    Untagged === '' ? `deleted: ${Deleted}` : `untagged: ${Untagged}`,
  )
  return pruned('Deleted Images:', deleted, report.SpaceReclaimed)
}

/** What a builder keeps. */
export const pruneBuildCache: Prune = async (cli, { all, filters, keepStorage = 0 }) => {
  const { CachesDeleted, SpaceReclaimed } = await cli.api.json(Report, 'POST', '/build/prune', {
    query: {
      ...(all && { all: '1' }),
      'keep-storage': String(keepStorage),
      filters: filtersJson(filters) ?? '',
    },
  })
  const { output } = pruned('Deleted build cache objects:', CachesDeleted ?? [], 0)
  return { output, space: SpaceReclaimed }
}
