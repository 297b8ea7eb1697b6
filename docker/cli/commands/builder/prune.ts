import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { confirm } from '../../confirm.ts'
import { bool, bytes, filter, filtersJson } from '../../flags.ts'
import { humanSize } from '../../format/size.ts'

const report = v.object({
  CachesDeleted: v.nullish(v.array(v.string())),
  SpaceReclaimed: v.number(),
})

/** `docker builder prune` */
export const builderPrune = defineCommand({
  name: 'prune',
  args: '',
  usage: '',
  arity: { min: 0, max: 0 },
  short: 'Remove build cache',
  flags: () => ({
    all: bool('Remove all unused build cache, not just dangling ones', { short: 'a' }),
    filter: filter("Provide filter values (e.g. 'until=24h')", {}),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    'keep-storage': bytes('Amount of disk space to keep for cache'),
  }),
  async run(cli, { all, filter: filters, force, 'keep-storage': keep }) {
    const what = all.value ? 'all build cache' : 'all dangling build cache'
    const question = `WARNING! This will remove ${what}. Are you sure you want to continue?`
    if (!force.value && !(await confirm(cli, question))) return 0
    const given = filtersJson(filters.value)
    const { CachesDeleted, SpaceReclaimed } = await cli.api.json(report, 'POST', '/build/prune', {
      query: {
        ...(all.value ? { all: '1' } : {}),
        'keep-storage': String(keep.value),
        ...(given === undefined ? {} : { filters: given }),
      },
    })
    const deleted = CachesDeleted ?? []
    if (deleted.length > 0) {
      await cli.out(['Deleted build cache objects:', ...deleted, ''].join('\n'))
    }
    await cli.out(`Total reclaimed space: ${humanSize(SpaceReclaimed, 4)}\n`)
    return 0
  },
})
