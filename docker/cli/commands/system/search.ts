import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { bool, filter, filtersJson, int, text } from '../../flags.ts'
import { writeList, type Listing } from '../../format/list.ts'
import { ellipsis } from '../../format/text.ts'

const Result = v.object({
  name: v.string(),
  description: v.optional(v.string(), ''),
  star_count: v.optional(v.number(), 0),
  is_official: v.optional(v.boolean(), false),
  is_automated: v.optional(v.boolean(), false),
})

type Result = v.InferOutput<typeof Result>

/** Characters of a description that a column has room for. */
const DESCRIPTION_WIDTH = 45

function searchListing(truncate: boolean): Listing<Result> {
  const ok = (is: boolean) => (is ? '[OK]' : '')
  return {
    type: '*registry.searchContext',
    columns: {
      Description: {
        header: 'DESCRIPTION',
        value: ({ description }) => {
          const line = description.replace(/[\n\r]/g, ' ')
          return truncate ? ellipsis(line, DESCRIPTION_WIDTH) : line
        },
      },
      IsAutomated: { header: 'AUTOMATED', value: ({ is_automated }) => ok(is_automated) },
      IsOfficial: { header: 'OFFICIAL', value: ({ is_official }) => ok(is_official) },
      Name: { header: 'NAME', value: ({ name }) => name },
      StarCount: { header: 'STARS', value: ({ star_count }) => String(star_count) },
    },
    table: '{{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}\t{{.IsAutomated}}',
  }
}

/** `docker search` */
export const search = defineCommand({
  name: 'search',
  args: 'TERM',
  arity: { min: 1, max: 1 },
  short: 'Search the Docker Hub for images',
  flags: () => ({
    filter: filter('Filter output based on conditions provided'),
    format: text('Pretty-print search using a Go template'),
    limit: int('Max number of search results', {}, 25),
    'no-trunc': bool("Don't truncate output"),
  }),
  async run(cli, { filter, format, limit, 'no-trunc': noTrunc }, [term = '']) {
    const filters = filtersJson(filter.value)
    const found = await cli.api.json(v.nullable(v.array(Result)), 'GET', '/images/search', {
      query: { term, limit: String(limit.value), ...(filters && { filters }) },
    })
    const rows = (found ?? []).sort((a, b) => b.star_count - a.star_count)
    await writeList(cli, searchListing(!noTrunc.value), rows, { format: format.value })
    return 0
  },
})
