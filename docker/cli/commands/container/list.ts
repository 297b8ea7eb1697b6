import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { containerListing, listedContainer, type ListedContainer } from '../../container/listing.ts'
import { bool, filter, filtersJson, int, text } from '../../flags.ts'
import { rowValue, writeList } from '../../format/list.ts'
import { parseTemplate, TemplateError } from '../../format/template.ts'
import { CliError } from '../../io.ts'

/** `docker ps` */
export const ps = defineCommand({
  name: 'ps',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'List containers',
  flags: () => ({
    all: bool('Show all containers (default shows just running)', { short: 'a' }),
    filter: filter('Filter output based on conditions provided'),
    format: text('Pretty-print containers using a Go template'),
    last: int('Show n last created containers (includes all states)', { short: 'n' }, -1),
    latest: bool('Show the latest created container (includes all states)', { short: 'l' }),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only display container IDs', { short: 'q' }),
    size: bool('Display total file sizes', { short: 's' }),
  }),
  async run(cli, flags) {
    const format = flags.format.value
    const size = flags.size.value || usesSize(format)
    const limit = flags.latest.value && flags.last.value === -1 ? 1 : flags.last.value
    const filters = filtersJson(flags.filter.value)
    const found = await cli.api.json(v.array(listedContainer), 'GET', '/containers/json', {
      query: {
        ...(flags.all.value ? { all: '1' } : {}),
        ...(filters === undefined ? {} : { filters }),
        ...(limit === -1 ? {} : { limit: String(limit) }),
        ...(size ? { size: '1' } : {}),
      },
    })
    const listing = containerListing(!flags['no-trunc'].value, size)
    await writeList(cli, listing, found, { format, quiet: flags.quiet.value })
    return 0
  },
})

/** A container of which nothing is known, to try a template on. */
const NONE: ListedContainer = {
  Id: '',
  Image: '',
  ImageID: '',
  Command: '',
  Created: 0,
  Status: '',
  State: '',
  SizeRw: 0,
  SizeRootFs: 0,
}

/** Whether a template shows sizes, which the engine counts only where it is asked to. @throws CliError */
function usesSize(format: string): boolean {
  if (format === '') return false
  const listing = containerListing(true, false)
  let isUsed = false
  const value = () => {
    isUsed = true
    return ''
  }
  const columns = { ...listing.columns, Size: { value } }
  const template = orFailed('parse', () => parseTemplate(format))
  orFailed('execute', () => template.execute(rowValue({ ...listing, columns }, NONE)))
  return isUsed
}

function orFailed<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new CliError(`failed to ${what} template: ${error.message}`)
  }
}
