import { confirm } from '../confirm.ts'
import { defineCommand, type Cli } from '../command.ts'
import { bool, filter, type Filters } from '../flags.ts'
import { humanSize } from '../format/size.ts'
import { pruneImages, pruneNetworks, pruneVolumes, type Prune, type Pruned } from '../prune.ts'

const forceFlag = () => bool('Do not prompt for confirmation', { short: 'f' })

interface Run {
  force: boolean
  all?: boolean
  filters: Filters
  warning: string
}

/** Asks unless it need not, prunes, and tells what was deleted. */
async function run(cli: Cli, prune: Prune, { force, warning, all = false, ...rest }: Run) {
  let pruned: Pruned = { output: '', space: 0 }
  if (force || (await confirm(cli, warning))) pruned = await prune(cli, { all, ...rest })
  if (pruned.output !== '') await cli.out(`${pruned.output}\n`)
  return pruned.space
}

async function reclaimed(cli: Cli, space: number) {
  await cli.out(`Total reclaimed space: ${humanSize(space, 4)}\n`)
  return 0
}

const SURE = 'Are you sure you want to continue?'

/** `docker image prune` */
export const imagePrune = defineCommand({
  name: 'prune',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Remove unused images',
  flags: () => ({
    all: bool('Remove all unused images, not just dangling ones', { short: 'a' }),
    filter: filter("Provide filter values (e.g. 'until=<timestamp>')", {}),
    force: forceFlag(),
  }),
  async run(cli, { all, filter, force }) {
    const what = all.value
      ? 'all images without at least one container associated to them'
      : 'all dangling images'
    const space = await run(cli, pruneImages, {
      force: force.value,
      all: all.value,
      filters: filter.value,
      warning: `WARNING! This will remove ${what}.\n${SURE}`,
    })
    return await reclaimed(cli, space)
  },
})

/** `docker volume prune` */
export const volumePrune = defineCommand({
  name: 'prune',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Remove all unused local volumes',
  flags: () => ({
    filter: filter("Provide filter values (e.g. 'label=<label>')", {}),
    force: forceFlag(),
  }),
  async run(cli, { filter, force }) {
    const space = await run(cli, pruneVolumes, {
      force: force.value,
      filters: filter.value,
      warning: `WARNING! This will remove all local volumes not used by at least one container.\n${SURE}`,
    })
    return await reclaimed(cli, space)
  },
})

/** `docker network prune` */
export const networkPrune = defineCommand({
  name: 'prune',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Remove all unused networks',
  flags: () => ({
    filter: filter("Provide filter values (e.g. 'until=<timestamp>')", {}),
    force: forceFlag(),
  }),
  async run(cli, { filter, force }) {
    await run(cli, pruneNetworks, {
      force: force.value,
      filters: filter.value,
      warning: `WARNING! This will remove all custom networks not used by at least one container.\n${SURE}`,
    })
    return 0
  },
})
