import * as v from 'valibot'
import type { Column, Listing } from '../../format/list.ts'
import { humanSize } from '../../format/size.ts'
import { LABEL_COLUMN, labelsText } from '../../labels.ts'

/** A volume of `GET /volumes`, or of `GET /system/df`, which tells its use too. */
export const Volume = v.object({
  Name: v.string(),
  Driver: v.string(),
  Mountpoint: v.string(),
  Scope: v.optional(v.string(), ''),
  Labels: v.nullish(v.record(v.string(), v.string())),
  UsageData: v.nullish(v.object({ Size: v.number(), RefCount: v.number() })),
})

/** See the schema of the same name. */
export type Volume = v.InferOutput<typeof Volume>

/** The fields of a volume that a format can have (the client's `formatter.volumeContext`). */
export const VOLUME_COLUMNS: Readonly<Record<string, Column<Volume>>> = {
  Driver: { header: 'DRIVER', value: ({ Driver }) => Driver },
  Label: LABEL_COLUMN,
  Labels: { header: 'LABELS', value: ({ Labels }) => labelsText(Labels) },
  Links: {
    header: 'LINKS',
    value: ({ UsageData }) => (UsageData ? String(UsageData.RefCount) : 'N/A'),
  },
  Mountpoint: { header: 'MOUNTPOINT', value: ({ Mountpoint }) => Mountpoint },
  Name: { header: 'VOLUME NAME', value: ({ Name }) => Name },
  Scope: { header: 'SCOPE', value: ({ Scope }) => Scope },
  Size: {
    header: 'SIZE',
    value: ({ UsageData }) => (UsageData ? humanSize(UsageData.Size, 4) : 'N/A'),
  },
}

/** How `docker volume ls` lists. */
export const VOLUME_LISTING: Listing<Volume> = {
  type: '*formatter.volumeContext',
  columns: VOLUME_COLUMNS,
  table: '{{.Driver}}\t{{.Name}}',
  quiet: '{{.Name}}',
  raw: String.raw`name: {{.Name}}\ndriver: {{.Driver}}\n`,
  rawQuiet: 'name: {{.Name}}',
}
