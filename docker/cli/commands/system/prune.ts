import { confirm } from '../../confirm.ts'
import { defineCommand } from '../../command.ts'
import { bool, filter, type Filters } from '../../flags.ts'
import { humanSize } from '../../format/size.ts'
import { naturalOrder } from '../../format/order.ts'
import { CliError } from '../../io.ts'
import {
  pruneBuildCache,
  pruneContainers,
  pruneImages,
  pruneNetworks,
  pruneVolumes,
} from '../../prune.ts'

/** `docker system prune` */
export const systemPrune = defineCommand({
  name: 'prune',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Remove unused data',
  flags: () => ({
    all: bool('Remove all unused images not just dangling ones', { short: 'a' }),
    filter: filter("Provide filter values (e.g. 'label=<key>=<value>')", {
      requires: { version: '1.28' },
    }),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    volumes: bool('Prune volumes'),
  }),
  async run(cli, flags) {
    const all = flags.all.value
    const volumes = flags.volumes.value
    const filters = flags.filter.value
    if (volumes && filters['until']) {
      throw new CliError('ERROR: The "until" filter is not supported with "--volumes"')
    }
    const question = warning({ all, volumes, filters })
    if (!flags.force.value && !(await confirm(cli, question))) return 0
    const prunes = [
      pruneContainers,
      pruneNetworks,
      ...(volumes ? [pruneVolumes] : []),
      ...[pruneImages, pruneBuildCache],
    ]
    let space = 0
    for (const prune of prunes) {
      const pruned = await prune(cli, { all, filters })
      space += pruned.space
      if (pruned.output !== '') await cli.out(`${pruned.output}\n`)
    }
    await cli.out(`Total reclaimed space: ${humanSize(space, 4)}\n`)
    return 0
  },
})

interface Asked {
  all: boolean
  volumes: boolean
  filters: Filters
}

function warning({ all, volumes, filters }: Asked): string {
  const removed = [
    'all stopped containers',
    'all networks not used by at least one container',
    ...(volumes ? ['all volumes not used by at least one container'] : []),
    ...(all
      ? ['all images without at least one container associated to them', 'all build cache']
      : ['all dangling images', 'all dangling build cache']),
  ]
  const given = ['label', 'label!', 'until']
    .flatMap((name) => (filters[name] ?? []).map((value) => `${name}=${value}`))
    .sort(naturalOrder)
  const lines = (entries: readonly string[]) => entries.map((entry) => `\n  - ${entry}`).join('')
  const filtered =
    given.length === 0 ? '' : `\n  Items to be pruned will be filtered with:${lines(given)}\n`
  return `WARNING! This will remove:${lines(removed)}\n${filtered}\nAre you sure you want to continue?`
}
