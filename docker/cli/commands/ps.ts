import * as v from 'valibot'
import { shortId } from '../../engine/ids.ts'
import { humanDuration } from '../../engine/units.ts'
import { defineCommand } from '../command.ts'
import { bool, int, list } from '../flags.ts'
import { table } from '../format/table.ts'
import { ellipsis, quote } from '../format/text.ts'

const summaries = v.array(
  v.object({
    Id: v.string(),
    Names: v.array(v.string()),
    Image: v.string(),
    Command: v.string(),
    Created: v.number(),
    Status: v.string(),
  }),
)

/** Characters of a command that a column has room for. */
const COMMAND_WIDTH = 20

/** `docker ps` */
export const ps = defineCommand({
  name: 'ps',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'List containers',
  flags: () => ({
    all: bool('Show all containers (default shows just running)', { short: 'a' }),
    filter: list('Filter output based on conditions provided', {
      short: 'f',
      type: 'filter',
      check: checkFilter,
    }),
    last: int('Show n last created containers (includes all states)', { short: 'n' }, -1),
    latest: bool('Show the latest created container (includes all states)', { short: 'l' }),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only display container IDs', { short: 'q' }),
  }),
  async run(cli, flags) {
    const limit = flags.latest.value ? 1 : flags.last.value
    const filters = filtersOf(flags.filter.value)
    const found = await cli.api.json(summaries, 'GET', '/containers/json', {
      query: {
        ...(flags.all.value ? { all: '1' } : {}),
        ...(limit > 0 ? { limit: String(limit) } : {}),
        ...(Object.keys(filters).length > 0 ? { filters: JSON.stringify(filters) } : {}),
      },
    })
    const trunc = !flags['no-trunc'].value
    const idOf = (id: string) => (trunc ? shortId(id) : id)
    if (flags.quiet.value) {
      await cli.out(found.map(({ Id }) => `${idOf(Id)}\n`).join(''))
      return 0
    }
    const rows = found.map(({ Id, Names, Image, Command, Created, Status }) => [
      idOf(Id),
      Image,
      quote(trunc ? ellipsis(Command, COMMAND_WIDTH) : Command),
      `${humanDuration(Date.now() - Created * 1000)} ago`,
      Status,
      '',
      Names.map((name) => name.replace(/^\//, '')).join(','),
    ])
    const header = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES']
    await cli.out(table([header, ...rows]))
    return 0
  },
})

function checkFilter(entry: string): undefined {
  if (!entry.includes('='))
    throw new Error('invalid argument: filter should be formatted as name=value')
}

function filtersOf(entries: readonly string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {}
  for (const entry of entries) {
    const [name = '', ...value] = entry.split('=')
    filters[name.trim().toLowerCase()] ??= []
    filters[name.trim().toLowerCase()]?.push(value.join('=').trim())
  }
  return filters
}
