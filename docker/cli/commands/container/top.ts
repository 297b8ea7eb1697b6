import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { containerPath } from '../../container/api.ts'
import { table } from '../../format/table.ts'

const processes = v.object({
  Titles: v.nullish(v.array(v.string())),
  Processes: v.nullish(v.array(v.array(v.string()))),
})

/** `docker top` */
export const top = defineCommand({
  name: 'top',
  args: 'CONTAINER [ps OPTIONS]',
  usage: 'CONTAINER [ps OPTIONS]',
  arity: { min: 1, max: Infinity },
  short: 'Display the running processes of a container',
  stopsAtArgument: true,
  flags: () => ({}),
  async run(cli, _flags, [name = '', ...options]) {
    const query = options.length > 0 ? { ps_args: options.join(' ') } : {}
    const path = containerPath(name, 'top')
    const { Titles, Processes } = await cli.api.json(processes, 'GET', path, { query })
    await cli.out(table([Titles ?? [], ...(Processes ?? [])], { minWidth: 20 }))
    return 0
  },
})
