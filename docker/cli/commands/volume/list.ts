import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { bool, filter, filtersJson, text } from '../../flags.ts'
import { writeList } from '../../format/list.ts'
import { naturalOrder } from '../../format/order.ts'
import { Volume, VOLUME_LISTING } from './listing.ts'

const Volumes = v.object({ Volumes: v.nullish(v.array(Volume)) })

/** `docker volume ls` */
export const listVolumes = defineCommand({
  name: 'ls',
  aliases: ['list'],
  args: '',
  arity: { min: 0, max: 0 },
  short: 'List volumes',
  flags: () => ({
    filter: filter("Provide filter values (e.g. 'dangling=true')"),
    format: text('Pretty-print volumes using a Go template'),
    quiet: bool('Only display volume names', { short: 'q' }),
  }),
  async run(cli, { filter, format, quiet }) {
    const filters = filtersJson(filter.value)
    const query = { ...(filters && { filters }) }
    const { Volumes: found } = await cli.api.json(Volumes, 'GET', '/volumes', { query })
    const rows = (found ?? []).sort((a, b) => naturalOrder(a.Name, b.Name))
    await writeList(cli, VOLUME_LISTING, rows, { format: format.value, quiet: quiet.value })
    return 0
  },
})
