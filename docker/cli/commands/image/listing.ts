import * as v from 'valibot'
import { shortId } from '../../../engine/ids.ts'
import { humanDuration } from '../../../engine/units.ts'
import type { Column, Listing } from '../../format/list.ts'
import { humanSize } from '../../format/size.ts'
import { goTime } from '../../format/time.ts'

/** An entry of `GET /images/json`. */
export const ImageSummary = v.object({
  Id: v.string(),
  RepoTags: v.nullish(v.array(v.string())),
  RepoDigests: v.nullish(v.array(v.string())),
  Created: v.number(),
  Size: v.number(),
  VirtualSize: v.optional(v.number(), 0),
  SharedSize: v.optional(v.number(), -1),
  Containers: v.optional(v.number(), -1),
})

/** See the schema of the same name. */
export type ImageSummary = v.InferOutput<typeof ImageSummary>

/** A line of a list of images: an image under one of its names. */
export interface ImageRow {
  image: ImageSummary
  repository: string
  tag: string
  digest: string
  truncate: boolean
}

const NONE = '<none>'
const NA = 'N/A'

/** The fields of an image that a format can have (the client's `formatter.imageContext`). */
export const IMAGE_COLUMNS: Readonly<Record<string, Column<ImageRow>>> = {
  Containers: {
    header: 'CONTAINERS',
    value: ({ image }) => (image.Containers === -1 ? NA : String(image.Containers)),
  },
  CreatedAt: { header: 'CREATED AT', value: ({ image }) => goTime(new Date(image.Created * 1000)) },
  CreatedSince: {
    header: 'CREATED',
    value: ({ image }) => `${humanDuration(Date.now() - image.Created * 1000)} ago`,
  },
  Digest: { header: 'DIGEST', value: ({ digest }) => digest },
  ID: {
    header: 'IMAGE ID',
    value: ({ image, truncate }) => (truncate ? shortId(image.Id) : image.Id),
  },
  Repository: { header: 'REPOSITORY', value: ({ repository }) => repository },
  SharedSize: {
    header: 'SHARED SIZE',
    value: ({ image }) => (image.SharedSize === -1 ? NA : humanSize(image.SharedSize, 4)),
  },
  Size: { header: 'SIZE', value: ({ image }) => humanSize(image.Size) },
  Tag: { header: 'TAG', value: ({ tag }) => tag },
  UniqueSize: { header: 'UNIQUE SIZE', value: ({ image }) => uniqueSize(image) },
  VirtualSize: { header: 'SIZE', value: ({ image }) => humanSize(image.VirtualSize, 4) },
}

function uniqueSize({ VirtualSize, SharedSize }: ImageSummary): string {
  return VirtualSize === -1 || SharedSize === -1 ? NA : humanSize(VirtualSize - SharedSize, 4)
}

/** How `docker images` lists, with or without a column for digests. */
export function imageListing(digests: boolean): Listing<ImageRow> {
  const created = '{{if .CreatedSince }}{{.CreatedSince}}{{else}}N/A{{end}}'
  const columns = ['{{.Repository}}', '{{.Tag}}', '{{.ID}}', created, '{{.Size}}']
  if (digests) columns.splice(2, 0, '{{.Digest}}')
  return {
    type: '*formatter.imageContext',
    columns: IMAGE_COLUMNS,
    table: columns.join('\t'),
    raw: rawImage(digests),
    rawQuiet: 'image_id: {{.ID}}',
  }
}

/** `--format raw` of an image. */
export function rawImage(digests: boolean): string {
  const lines = [
    'repository: {{ .Repository }}',
    'tag: {{.Tag}}',
    ...(digests ? ['digest: {{.Digest}}'] : []),
    ...['image_id: {{.ID}}', 'created_at: {{.CreatedAt}}', 'virtual_size: {{.Size}}'],
  ]
  return `${lines.join('\n')}\n`
}

/** Whether an image has no name at all. */
export function isDangling({ RepoTags, RepoDigests }: ImageSummary): boolean {
  const tags = RepoTags ?? []
  const digests = RepoDigests ?? []
  if (tags.length === 0 && digests.length === 0) return true
  return tags.join() === `${NONE}:${NONE}` && digests.join() === `${NONE}@${NONE}`
}

interface RowOptions {
  /** Whether digests are shown at all. */
  withDigests: boolean
  /** Whether each digest that no tag goes with has a line of its own. */
  rowPerDigest: boolean
  truncate: boolean
}

/** A line for each tag, and for each repository that has the image by digest only. */
export function imageRows(image: ImageSummary, options: RowOptions): ImageRow[] {
  const { withDigests, rowPerDigest, truncate } = options
  const row = (repository: string, tag: string, digest: string) => ({
    ...{ image, repository, tag, digest, truncate },
  })
  if (isDangling(image)) return [row(NONE, NONE, NONE)]
  const tags = byRepository(image.RepoTags ?? [], ':')
  const digests = byRepository(image.RepoDigests ?? [], '@')
  const rows: ImageRow[] = []
  for (const [repository, names] of tags) {
    const shown = withDigests ? (digests.get(repository) ?? []) : []
    digests.delete(repository)
    for (const tag of names) {
      if (shown.length === 0) rows.push(row(repository, tag, NONE))
      for (const digest of shown) rows.push(row(repository, tag, digest))
    }
  }
  for (const [repository, names] of digests) {
    if (rowPerDigest) rows.push(...names.map((digest) => row(repository, NONE, digest)))
    else rows.push(row(repository, NONE, ''))
  }
  return rows
}

/** Names such as `base:latest`, by what is before the separator. */
function byRepository(names: readonly string[], separator: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const name of names) {
    const at = name.lastIndexOf(separator)
    if (at < 0 || name.startsWith(NONE)) continue
    const repository = name.slice(0, at)
    found.set(repository, [...(found.get(repository) ?? []), name.slice(at + 1)])
  }
  return found
}
