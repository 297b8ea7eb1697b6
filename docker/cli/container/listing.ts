import * as v from 'valibot'
import { shortId } from '../../engine/ids.ts'
import { humanDuration } from '../../engine/units.ts'
import { familiarName, parseReference } from '../../registry/reference.ts'
import type { Listing } from '../format/list.ts'
import { humanSize } from '../format/size.ts'
import { ellipsis, quote } from '../format/text.ts'
import { goTime } from '../format/time.ts'
import { LABEL_COLUMN, labelsText } from '../labels.ts'
import { listPorts } from './port-list.ts'

const labels = v.nullish(v.record(v.string(), v.string()))

/** A container as `GET /containers/json` has it. */
export const listedContainer = v.object({
  Id: v.string(),
  Names: v.nullish(v.array(v.string())),
  Image: v.string(),
  ImageID: v.optional(v.string(), ''),
  Command: v.string(),
  Created: v.number(),
  Ports: v.nullish(
    v.array(
      v.object({
        IP: v.optional(v.string()),
        PrivatePort: v.number(),
        PublicPort: v.optional(v.number()),
        Type: v.string(),
      }),
    ),
  ),
  SizeRw: v.optional(v.number(), 0),
  SizeRootFs: v.optional(v.number(), 0),
  Labels: labels,
  State: v.optional(v.string(), ''),
  Status: v.string(),
  NetworkSettings: v.nullish(v.object({ Networks: v.nullish(v.record(v.string(), v.unknown())) })),
  Mounts: v.nullish(
    v.array(
      v.object({
        Name: v.optional(v.string(), ''),
        Source: v.optional(v.string(), ''),
        Driver: v.optional(v.string(), ''),
      }),
    ),
  ),
})

export type ListedContainer = v.InferOutput<typeof listedContainer>

/** Characters of a command and of a volume's name that a column has room for. */
const WIDTH = { command: 20, mount: 15 } as const

const RAW = `container_id: {{.ID}}
image: {{.Image}}
command: {{.Command}}
created_at: {{.CreatedAt}}
state: {{- pad .State 1 0}}
status: {{- pad .Status 1 0}}
names: {{.Names}}
labels: {{- pad .Labels 1 0}}
ports: {{- pad .Ports 1 0}}
`

/** How containers are listed. @param trunc whether long values are cut short */
export function containerListing(trunc: boolean, size: boolean): Listing<ListedContainer> {
  const short = (text: string, length: number) => (trunc ? ellipsis(text, length) : text)
  return {
    type: '*formatter.ContainerContext',
    table: `{{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}\\t{{.Names}}${size ? '\\t{{.Size}}' : ''}`,
    raw: RAW + (size ? 'size: {{.Size}}\\n' : ''),
    rawQuiet: 'container_id: {{.ID}}',
    columns: {
      ID: { header: 'CONTAINER ID', value: ({ Id }) => (trunc ? shortId(Id) : Id) },
      Names: { header: 'NAMES', value: ({ Names }) => namesOf(Names ?? [], trunc) },
      Image: { header: 'IMAGE', value: (container) => imageOf(container, trunc) },
      Command: { header: 'COMMAND', value: ({ Command }) => quote(short(Command, WIDTH.command)) },
      CreatedAt: { header: 'CREATED AT', value: ({ Created }) => goTime(new Date(Created * 1000)) },
      RunningFor: {
        header: 'CREATED',
        value: ({ Created }) => `${humanDuration(Date.now() - Created * 1000)} ago`,
      },
      Ports: { header: 'PORTS', value: ({ Ports }) => listPorts(Ports ?? []) },
      State: { header: 'STATE', value: ({ State }) => State },
      Status: { header: 'STATUS', value: ({ Status }) => Status },
      Size: { header: 'SIZE', value: sizeOf },
      Labels: {
        header: 'LABELS',
        value: ({ Labels }) => labelsText(Labels),
      },
      Label: LABEL_COLUMN,
      Mounts: {
        header: 'MOUNTS',
        value: ({ Mounts }) =>
          (Mounts ?? []).map(({ Name, Source }) => short(Name || Source, WIDTH.mount)).join(','),
      },
      LocalVolumes: {
        header: 'LOCAL VOLUMES',
        value: ({ Mounts }) =>
          String((Mounts ?? []).filter(({ Driver }) => Driver === 'local').length),
      },
      Networks: {
        header: 'NETWORKS',
        value: ({ NetworkSettings }) => Object.keys(NetworkSettings?.Networks ?? {}).join(','),
      },
    },
  }
}

/** The names without their slash; where they are cut short, only the one that no link gave. */
function namesOf(names: readonly string[], trunc: boolean): string {
  const bare = names.map((name) => name.slice(1))
  const own = trunc ? bare.find((name) => !name.includes('/')) : undefined
  return own ?? bare.join(',')
}

function imageOf({ Image, ImageID }: ListedContainer, trunc: boolean): string {
  if (Image === '') return '<no image>'
  if (!trunc) return Image
  if (shortId(ImageID) === shortId(Image)) return shortId(ImageID)
  try {
    const reference = parseReference(Image)
    // The default tag is not shown where it was not asked for, and a digest never.
    const isTagged = /:[^/@]*(@|$)/.test(Image.slice(Image.lastIndexOf('/') + 1))
    const tag = isTagged && reference.tag !== undefined ? `:${reference.tag}` : ''
    return familiarName(reference) + tag
  } catch {
    return Image
  }
}

function sizeOf({ SizeRw, SizeRootFs }: ListedContainer): string {
  const own = humanSize(SizeRw)
  return SizeRootFs > 0 ? `${own} (virtual ${humanSize(SizeRootFs)})` : own
}
