import { shortId } from '../../../engine/ids.ts'
import { humanDuration } from '../../../engine/units.ts'
import { containerListing } from '../../container/listing.ts'
import { formatList, rowValue, type Listing } from '../../format/list.ts'
import { humanSize } from '../../format/size.ts'
import { parseTemplate, templateProblem, TemplateError } from '../../format/template.ts'
import { goTime } from '../../format/time.ts'
import { CliError } from '../../io.ts'
import {
  imageListing,
  imageRows,
  isDangling,
  rawImage,
  type ImageSummary,
} from '../image/listing.ts'
import { VOLUME_LISTING } from '../volume/listing.ts'
import { cacheSize, type BuildCache, type DiskUsage } from './df-usage.ts'

const TABLES = {
  images:
    'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.VirtualSize}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}',
  containers:
    'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}',
  volumes: 'table {{.Name}}\t{{.Links}}\t{{.Size}}',
  cache:
    'table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}',
}

/** `docker system df -v`: all objects one by one, as tables or by one template for all of them. @throws CliError */
export function verboseText(usage: DiskUsage, format: string): string {
  const isTable = format === '' || format === 'table'
  const lists = listsOf(usage, format.startsWith('table') || isTable)
  if (!isTable) return byTemplate(lists, format === 'raw' ? rawFormat() : format)
  const { images, containers, volumes, cache } = lists
  return [
    'Images space usage:\n\n',
    formatList(images.listing, images.rows, TABLES.images),
    '\nContainers space usage:\n\n',
    formatList(containers.listing, containers.rows, TABLES.containers),
    '\nLocal Volumes space usage:\n\n',
    formatList(volumes.listing, volumes.rows, TABLES.volumes),
    `\nBuild cache usage: ${humanSize(cacheSize(usage), 4)}\n\n`,
    formatList(cache.listing, cache.rows, TABLES.cache),
  ].join('')
}

function listsOf(usage: DiskUsage, truncate: boolean) {
  return {
    images: {
      listing: imageListing(false),
      rows: (usage.Images ?? []).map((image) => firstName(image, truncate)),
    },
    containers: {
      listing: containerListing(truncate, true),
      rows: (usage.Containers ?? []).map((container) => ({ ...container, SizeRootFs: 0 })),
    },
    volumes: { listing: VOLUME_LISTING, rows: usage.Volumes ?? [] },
    cache: {
      listing: cacheListing(truncate),
      rows: [...(usage.BuildCache ?? [])].sort(byUse),
    },
  }
}

/** An image under the first of its names only. */
function firstName(image: ImageSummary, truncate: boolean) {
  const none = { image, repository: '<none>', tag: '<none>', digest: '', truncate }
  if (isDangling(image) || !image.RepoTags?.length) return none
  const options = { withDigests: false, rowPerDigest: false, truncate }
  const [first] = imageRows({ ...image, RepoTags: image.RepoTags.slice(0, 1) }, options)
  return first ? { ...first, digest: '' } : none
}

function byTemplate(lists: ReturnType<typeof listsOf>, format: string): string {
  const { images, containers, volumes, cache } = lists
  const text = format
    .replace(/^ +| +$/g, '')
    .replace(/\\([tn])/g, (_escape, letter) => (letter === 't' ? '\t' : '\n'))
  try {
    return parseTemplate(text).execute({
      Images: images.rows.map((row) => rowValue(images.listing, row)),
      Containers: containers.rows.map((row) => rowValue(containers.listing, row)),
      Volumes: volumes.rows.map((row) => rowValue(volumes.listing, row)),
      BuildCache: cache.rows.map((row) => rowValue(cache.listing, row)),
    })
  } catch (error) {
    if (error instanceof TemplateError) throw new CliError(templateProblem(error))
    throw error
  }
}

function rawFormat(): string {
  const each = (name: string, type: string, format = '') =>
    `{{range .${name}}}type: ${type}\n${format}\n{{end -}}\n`
  return [
    each('Images', 'Image', rawImage(true)),
    each('Containers', 'Container', containerListing(false, true).raw),
    each('Volumes', 'Volume', VOLUME_LISTING.raw),
    each('BuildCache', 'Build Cache', cacheListing(false).raw).trimEnd(),
  ].join('')
}

function byUse(a: BuildCache, b: BuildCache): number {
  const time = ({ LastUsedAt }: BuildCache) => (LastUsedAt ? Date.parse(LastUsedAt) : -Infinity)
  const [left, right] = [time(a), time(b)]
  if (left !== right) return left < right ? -1 : 1
  return a.ID < b.ID ? -1 : 1
}

function cacheListing(truncate: boolean): Listing<BuildCache> {
  const idOf = (id: string) => (truncate ? shortId(id) : id)
  const since = (time: string) => `${humanDuration(Date.now() - Date.parse(time))} ago`
  return {
    type: '*formatter.buildCacheContext',
    columns: {
      CacheType: { header: 'CACHE TYPE', value: ({ Type }) => Type },
      CreatedAt: { value: ({ CreatedAt }) => goTime(new Date(CreatedAt)) },
      CreatedSince: { header: 'CREATED', value: ({ CreatedAt }) => since(CreatedAt) },
      Description: { header: 'DESCRIPTION', value: ({ Description }) => Description },
      ID: { header: 'CACHE ID', value: ({ ID, InUse }) => idOf(ID) + (InUse ? '*' : '') },
      InUse: { header: 'IN USE', value: ({ InUse }) => String(InUse) },
      LastUsedAt: { value: ({ LastUsedAt }) => (LastUsedAt ? goTime(new Date(LastUsedAt)) : '') },
      LastUsedSince: {
        header: 'LAST USED',
        value: ({ LastUsedAt }) => (LastUsedAt ? since(LastUsedAt) : ''),
      },
      Parent: { header: 'PARENT', value: ({ Parent }) => idOf(Parent) },
      Shared: { header: 'SHARED', value: ({ Shared }) => String(Shared) },
      Size: { header: 'SIZE', value: ({ Size }) => humanSize(Size) },
      UsageCount: { header: 'USAGE', value: ({ UsageCount }) => String(UsageCount) },
    },
    table:
      '{{.ID}}\t{{.Type}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}\t{{.Description}}',
    raw: `build_cache_id: {{.ID}}
parent_id: {{.Parent}}
build_cache_type: {{.CacheType}}
description: {{.Description}}
created_at: {{.CreatedAt}}
created_since: {{.CreatedSince}}
last_used_at: {{.LastUsedAt}}
last_used_since: {{.LastUsedSince}}
usage_count: {{.UsageCount}}
in_use: {{.InUse}}
shared: {{.Shared}}
`,
  }
}
