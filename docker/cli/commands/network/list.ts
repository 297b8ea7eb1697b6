import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { bool, filter, filtersJson, text } from '../../flags.ts'
import { writeList } from '../../format/list.ts'
import { naturalOrder } from '../../format/order.ts'
import { Network, networkListing } from './listing.ts'

/** `docker network ls` */
export const listNetworks = defineCommand({
  name: 'ls',
  aliases: ['list'],
  args: '',
  arity: { min: 0, max: 0 },
  short: 'List networks',
  flags: () => ({
    filter: filter("Provide filter values (e.g. 'driver=bridge')"),
    format: text('Pretty-print networks using a Go template'),
    'no-trunc': bool('Do not truncate the output'),
    quiet: bool('Only display network IDs', { short: 'q' }),
  }),
  async run(cli, { filter, format, 'no-trunc': noTrunc, quiet }) {
    const filters = filtersJson(filter.value)
    const query = { ...(filters && { filters }) }
    const found = await cli.api.json(v.nullable(v.array(Network)), 'GET', '/networks', { query })
    const rows = (found ?? []).sort((a, b) => naturalOrder(a.Name, b.Name))
    const options = { format: format.value, quiet: quiet.value }
    await writeList(cli, networkListing(!noTrunc.value), rows, options)
    return 0
  },
})
