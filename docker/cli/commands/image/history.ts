import * as v from 'valibot'
import { shortId } from '../../../engine/ids.ts'
import { humanDuration } from '../../../engine/units.ts'
import { defineCommand } from '../../command.ts'
import { bool, text } from '../../flags.ts'
import { writeList, type Listing } from '../../format/list.ts'
import { humanSize } from '../../format/size.ts'
import { ellipsis } from '../../format/text.ts'
import { rfc3339 } from '../../format/time.ts'
import { objectPath } from '../../objects.ts'

const HistoryEntry = v.object({
  Id: v.string(),
  Created: v.number(),
  CreatedBy: v.string(),
  Size: v.number(),
  Comment: v.string(),
})

type HistoryEntry = v.InferOutput<typeof HistoryEntry>

/** Characters of an instruction that a column has room for. */
const CREATED_BY_WIDTH = 45

/** How the history of an image is listed (the client's `image.historyContext`). */
function historyListing({ human, truncate }: { human: boolean; truncate: boolean }) {
  const createdAt = ({ Created }: HistoryEntry) => rfc3339(new Date(Created * 1000))
  const listing: Listing<HistoryEntry> = {
    type: '*image.historyContext',
    columns: {
      Comment: { header: 'COMMENT', value: ({ Comment }) => Comment },
      CreatedAt: { header: 'CREATED AT', value: createdAt },
      CreatedBy: {
        header: 'CREATED BY',
        value: ({ CreatedBy }) => {
          const instruction = CreatedBy.replaceAll('\t', ' ')
          return truncate ? ellipsis(instruction, CREATED_BY_WIDTH) : instruction
        },
      },
      CreatedSince: {
        header: 'CREATED',
        value: (entry) =>
          human ? `${humanDuration(Date.now() - entry.Created * 1000)} ago` : createdAt(entry),
      },
      ID: { header: 'IMAGE', value: ({ Id }) => (truncate ? shortId(Id) : Id) },
      Size: { header: 'SIZE', value: ({ Size }) => (human ? humanSize(Size) : String(Size)) },
    },
    table: `{{.ID}}\t{{.${human ? 'CreatedSince' : 'CreatedAt'}}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}`,
  }
  return listing
}

/** `docker history` */
export const history = defineCommand({
  name: 'history',
  args: 'IMAGE',
  arity: { min: 1, max: 1 },
  short: 'Show the history of an image',
  flags: () => ({
    format: text('Pretty-print images using a Go template'),
    human: bool('Print sizes and dates in human readable format', { short: 'H' }, true),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only show image IDs', { short: 'q' }),
  }),
  async run(cli, { format, human, 'no-trunc': noTrunc, quiet }, [name = '']) {
    const path = objectPath('image', name, '/history')
    const entries = await cli.api.json(v.nullable(v.array(HistoryEntry)), 'GET', path)
    const listing = historyListing({ human: human.value, truncate: !noTrunc.value })
    await writeList(cli, listing, entries ?? [], { format: format.value, quiet: quiet.value })
    return 0
  },
})
