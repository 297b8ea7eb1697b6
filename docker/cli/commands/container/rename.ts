import { ApiError } from '../../api.ts'
import { defineCommand } from '../../command.ts'
import { containerPath } from '../../container/api.ts'
import { CliError } from '../../io.ts'

/** `docker rename` */
export const rename = defineCommand({
  name: 'rename',
  args: 'CONTAINER NEW_NAME',
  arity: { min: 2, max: 2 },
  short: 'Rename a container',
  flags: () => ({}),
  async run(cli, _flags, names) {
    const [from = '', to = ''] = names.map((name) => name.trim())
    if (from === '' || to === '') {
      throw new CliError('Error: Neither old nor new names may be empty')
    }
    try {
      await cli.api.send('POST', containerPath(from, 'rename'), { query: { name: to } })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      throw new CliError(`${error.message}\nError: failed to rename container named ${from}`)
    }
    return 0
  },
})
