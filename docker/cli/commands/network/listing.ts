import * as v from 'valibot'
import { shortId } from '../../../engine/ids.ts'
import type { Listing } from '../../format/list.ts'
import { goTime } from '../../format/time.ts'
import { LABEL_COLUMN, labelsText } from '../../labels.ts'

/** An entry of `GET /networks`. */
export const Network = v.object({
  Id: v.string(),
  Name: v.string(),
  Driver: v.string(),
  Scope: v.string(),
  Created: v.string(),
  EnableIPv6: v.optional(v.boolean(), false),
  Internal: v.optional(v.boolean(), false),
  Labels: v.nullish(v.record(v.string(), v.string())),
})

type Network = v.InferOutput<typeof Network>

/** How `docker network ls` lists. */
export function networkListing(truncate: boolean): Listing<Network> {
  return {
    type: '*network.networkContext',
    columns: {
      CreatedAt: { header: 'CREATED AT', value: ({ Created }) => goTime(new Date(Created)) },
      Driver: { header: 'DRIVER', value: ({ Driver }) => Driver },
      ID: { header: 'NETWORK ID', value: ({ Id }) => (truncate ? shortId(Id) : Id) },
      IPv6: { header: 'IPV6', value: ({ EnableIPv6 }) => String(EnableIPv6) },
      Internal: { header: 'INTERNAL', value: ({ Internal }) => String(Internal) },
      Label: LABEL_COLUMN,
      Labels: { header: 'LABELS', value: ({ Labels }) => labelsText(Labels) },
      Name: { header: 'NAME', value: ({ Name }) => Name },
      Scope: { header: 'SCOPE', value: ({ Scope }) => Scope },
    },
    table: '{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}',
    raw: String.raw`network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n`,
    rawQuiet: 'network_id: {{.ID}}',
  }
}
