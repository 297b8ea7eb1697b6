import * as v from 'valibot'
import { listedContainer } from '../../container/listing.ts'
import type { Listing } from '../../format/list.ts'
import { humanSize } from '../../format/size.ts'
import { ImageSummary } from '../image/listing.ts'
import { Volume } from '../volume/listing.ts'

const BuildCache = v.object({
  ID: v.string(),
  Parent: v.optional(v.string(), ''),
  Type: v.optional(v.string(), ''),
  Description: v.optional(v.string(), ''),
  InUse: v.optional(v.boolean(), false),
  Shared: v.optional(v.boolean(), false),
  Size: v.optional(v.number(), 0),
  CreatedAt: v.string(),
  LastUsedAt: v.nullish(v.string()),
  UsageCount: v.optional(v.number(), 0),
})

/** See the schema of the same name. */
export type BuildCache = v.InferOutput<typeof BuildCache>

/** `GET /system/df` */
export const DiskUsage = v.object({
  LayersSize: v.optional(v.number(), 0),
  Images: v.nullish(v.array(ImageSummary)),
  Containers: v.nullish(v.array(listedContainer)),
  Volumes: v.nullish(v.array(Volume)),
  BuildCache: v.nullish(v.array(BuildCache)),
})

/** See the schema of the same name. */
export type DiskUsage = v.InferOutput<typeof DiskUsage>

/** A line of `docker system df`. */
interface UsageRow {
  type: string
  total: number
  active: number
  size: number
  reclaimable: string
}

/** How `docker system df` lists. */
export const USAGE_LISTING: Listing<UsageRow> = {
  type: '*formatter.diskUsageImagesContext',
  columns: {
    Active: { header: 'ACTIVE', value: ({ active }) => String(active) },
    Reclaimable: { header: 'RECLAIMABLE', value: ({ reclaimable }) => reclaimable },
    Size: { header: 'SIZE', value: ({ size }) => humanSize(size, 4) },
    TotalCount: { header: 'TOTAL', value: ({ total }) => String(total) },
    Type: { header: 'TYPE', value: ({ type }) => type },
  },
  table: '{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}',
  raw: 'type: {{.Type}}\ntotal: {{.TotalCount}}\nactive: {{.Active}}\nsize: {{.Size}}\nreclaimable: {{.Reclaimable}}\n',
}

/** What each kind of objects takes, and what of it would be freed. */
export function usageRows(usage: DiskUsage): UsageRow[] {
  return [imagesRow(usage), containersRow(usage), volumesRow(usage), cacheRow(usage)]
}

/** Bytes of a builder's cache that only it has. */
export function cacheSize({ BuildCache }: DiskUsage): number {
  return sum((BuildCache ?? []).filter(({ Shared }) => !Shared).map(({ Size }) => Size))
}

function imagesRow({ Images, LayersSize }: DiskUsage): UsageRow {
  const images = Images ?? []
  const used = images
    .filter((image) => image.Containers !== 0)
    .filter(({ VirtualSize, SharedSize }) => VirtualSize !== -1 && SharedSize !== -1)
    .map(({ VirtualSize, SharedSize }) => VirtualSize - SharedSize)
  return {
    type: 'Images',
    total: images.length,
    active: images.filter((image) => image.Containers > 0).length,
    size: LayersSize,
    reclaimable: partOf(LayersSize - sum(used), LayersSize),
  }
}

function containersRow({ Containers }: DiskUsage): UsageRow {
  const containers = Containers ?? []
  const isActive = ({ State }: { State: string }) => /running|paused|restarting/.test(State)
  const idle = containers.filter((container) => !isActive(container))
  const size = sum(containers.map(({ SizeRw }) => SizeRw))
  return {
    type: 'Containers',
    total: containers.length,
    active: containers.length - idle.length,
    size,
    reclaimable: partOf(sum(idle.map(({ SizeRw }) => SizeRw)), size),
  }
}

function volumesRow({ Volumes }: DiskUsage): UsageRow {
  const uses = (Volumes ?? []).map(({ UsageData }) => UsageData ?? { Size: -1, RefCount: 0 })
  const known = uses.filter(({ Size }) => Size !== -1)
  const size = sum(known.map(({ Size }) => Size))
  const unused = known.filter(({ RefCount }) => RefCount === 0)
  return {
    type: 'Local Volumes',
    total: uses.length,
    active: uses.filter(({ RefCount }) => RefCount > 0).length,
    size,
    reclaimable: partOf(sum(unused.map(({ Size }) => Size)), size),
  }
}

function cacheRow(usage: DiskUsage): UsageRow {
  const cache = usage.BuildCache ?? []
  const size = cacheSize(usage)
  const inUse = cache.filter((entry) => entry.InUse && !entry.Shared)
  return {
    type: 'Build Cache',
    total: cache.length,
    active: cache.filter(({ InUse }) => InUse).length,
    size,
    reclaimable: humanSize(size - sum(inUse.map(({ Size }) => Size)), 4),
  }
}

function partOf(part: number, whole: number): string {
  const size = humanSize(part, 4)
  return whole > 0 ? `${size} (${Math.trunc((part * 100) / whole)}%)` : size
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
