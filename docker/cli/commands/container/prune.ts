import * as v from 'valibot'
import type { Cli } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { confirm } from '../../confirm.ts'
import { bool, filter, filtersJson, type Filters } from '../../flags.ts'
import { humanSize } from '../../format/size.ts'

const report = v.object({
  ContainersDeleted: v.nullish(v.array(v.string())),
  SpaceReclaimed: v.optional(v.number(), 0),
})

const WARNING = `WARNING! This will remove all stopped containers.
Are you sure you want to continue?`

/** `docker container prune` */
export const pruneContainers = defineCommand({
  name: 'prune',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Remove all stopped containers',
  flags: () => ({
    filter: filter("Provide filter values (e.g. 'until=<timestamp>')", {}),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
  }),
  async run(cli, { filter, force }) {
    const isAgreed = force.value || (await confirm(cli, WARNING))
    const { output, space } = isAgreed
      ? await pruneStopped(cli, filter.value)
      : { output: '', space: 0 }
    if (output !== '') await cli.out(`${output}\n`)
    await cli.out(`Total reclaimed space: ${humanSize(space, 4)}\n`)
    return 0
  },
})

/** Removes the stopped containers. @returns what is said of that, and the bytes that it freed */
export async function pruneStopped(
  cli: Cli,
  filters: Filters,
): Promise<{ output: string; space: number }> {
  const json = filtersJson(filters)
  const { ContainersDeleted, SpaceReclaimed } = await cli.api.json(
    report,
    'POST',
    '/containers/prune',
    { query: json === undefined ? {} : { filters: json } },
  )
  const deleted = ContainersDeleted ?? []
  if (deleted.length === 0) return { output: '', space: 0 }
  const lines = deleted.map((id) => `${id}\n`).join('')
  return { output: `Deleted Containers:\n${lines}`, space: SpaceReclaimed }
}
