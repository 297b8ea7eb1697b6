import * as v from 'valibot'
import { shortId } from '../../engine/ids.ts'
import { humanDuration } from '../../engine/units.ts'
import { defineCommand } from '../command.ts'
import { bool } from '../flags.ts'
import { humanSize } from '../format/size.ts'
import { table } from '../format/table.ts'
import { ellipsis } from '../format/text.ts'

const entries = v.array(
  v.object({
    Id: v.string(),
    Created: v.number(),
    CreatedBy: v.string(),
    Size: v.number(),
    Comment: v.string(),
  }),
)

/** Characters of an instruction that a column has room for. */
const CREATED_BY_WIDTH = 45

/** Before this an image's date says only that its build leaves dates out, in seconds since 1970. */
const EPOCH = Date.UTC(2000, 0, 1) / 1000

/** `docker history` */
export const history = defineCommand({
  name: 'history',
  args: 'IMAGE',
  arity: { min: 1, max: 1 },
  short: 'Show the history of an image',
  flags: () => ({
    human: bool('Print sizes and dates in human readable format', { short: 'H' }, true),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only show image IDs', { short: 'q' }),
  }),
  async run(cli, { human, 'no-trunc': noTrunc, quiet }, [name = '']) {
    const path = `/images/${name.split('/').map(encodeURIComponent).join('/')}/history`
    const found = await cli.api.json(entries, 'GET', path)
    const idOf = (id: string) => (noTrunc.value || id === '<missing>' ? id : shortId(id))
    if (quiet.value) {
      await cli.out(found.map(({ Id }) => `${idOf(Id)}\n`).join(''))
      return 0
    }
    const createdAt = (seconds: number) => {
      if (!human.value) return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
      return seconds <= EPOCH ? 'N/A' : `${humanDuration(Date.now() - seconds * 1000)} ago`
    }
    const rows = found.map(({ Id, Created, CreatedBy, Size, Comment }) => {
      const instruction = CreatedBy.replaceAll('\t', ' ')
      return [
        idOf(Id),
        createdAt(Created),
        noTrunc.value ? instruction : ellipsis(instruction, CREATED_BY_WIDTH),
        human.value ? humanSize(Size) : String(Size),
        Comment,
      ]
    })
    const created = human.value ? 'CREATED' : 'CREATED AT'
    await cli.out(table([['IMAGE', created, 'CREATED BY', 'SIZE', 'COMMENT'], ...rows]))
    return 0
  },
})
