import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { bool, filter, filtersJson, text } from '../../flags.ts'
import { writeList, type Listing } from '../../format/list.ts'

const plugins = v.nullish(
  v.array(
    v.object({
      Id: v.optional(v.string(), ''),
      Name: v.string(),
      Enabled: v.boolean(),
      PluginReference: v.optional(v.string(), ''),
      Config: v.object({ Description: v.string() }),
    }),
  ),
  [],
)

type Plugin = NonNullable<v.InferOutput<typeof plugins>>[number]

/** Characters of an id that a listing shows. */
const SHORT_ID = 12

const listing = (trunc: boolean): Listing<Plugin> => ({
  type: '*plugin.pluginContext',
  columns: {
    ID: { header: 'ID', value: ({ Id }) => (trunc ? Id.slice(0, SHORT_ID) : Id) },
    Name: { header: 'NAME', value: ({ Name }) => Name },
    Description: {
      header: 'DESCRIPTION',
      value: ({ Config }) => Config.Description.replaceAll('\n', '').replaceAll('\r', ''),
    },
    Enabled: { header: 'ENABLED', value: ({ Enabled }) => Enabled },
    PluginReference: { header: 'IMAGE', value: ({ PluginReference }) => PluginReference },
  },
  table: '{{.ID}}\t{{.Name}}\t{{.Description}}\t{{.Enabled}}',
  raw: 'plugin_id: {{.ID}}\nname: {{.Name}}\ndescription: {{.Description}}\nenabled: {{.Enabled}}\n',
  rawQuiet: 'plugin_id: {{.ID}}',
})

/** `docker plugin ls` */
export const pluginLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  args: '',
  arity: { min: 0, max: 0 },
  short: 'List plugins',
  flags: () => ({
    filter: filter("Provide filter values (e.g. 'enabled=true')"),
    format: text('Pretty-print plugins using a Go template'),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only display plugin IDs', { short: 'q' }),
  }),
  async run(cli, { filter: filters, format, 'no-trunc': noTrunc, quiet }) {
    const given = filtersJson(filters.value)
    const found = await cli.api.json(plugins, 'GET', '/plugins', {
      query: given === undefined ? {} : { filters: given },
    })
    const options = { format: format.value, quiet: quiet.value }
    await writeList(cli, listing(!noTrunc.value), found ?? [], options)
    return 0
  },
})
