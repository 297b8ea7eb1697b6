import { defineCommand } from '../../command.ts'
import { bool, text } from '../../flags.ts'
import { writeList } from '../../format/list.ts'
import { DiskUsage, usageRows, USAGE_LISTING } from './df-usage.ts'
import { verboseText } from './df-verbose.ts'

/** `docker system df` */
export const df = defineCommand({
  name: 'df',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Show docker disk usage',
  flags: () => ({
    format: text('Pretty-print images using a Go template'),
    verbose: bool('Show detailed information on space usage', { short: 'v' }),
  }),
  async run(cli, { format, verbose }) {
    const usage = await cli.api.json(DiskUsage, 'GET', '/system/df')
    if (verbose.value) await cli.out(verboseText(usage, format.value))
    else await writeList(cli, USAGE_LISTING, usageRows(usage), { format: format.value })
    return 0
  },
})
