import { defineCommand } from '../../command.ts'
import { bool, text } from '../../flags.ts'
import { writeInspect } from '../../format/inspect.ts'
import { orNoSuch } from '../../container/api.ts'
import { NETWORK } from '../../format/types/objects.ts'
import { objectPath } from '../../objects.ts'

/** `docker network inspect` */
export const inspectNetwork = defineCommand({
  name: 'inspect',
  args: 'NETWORK [NETWORK...]',
  arity: { min: 1, max: Infinity },
  short: 'Display detailed information on one or more networks',
  flags: () => ({
    format: text('Format the output using the given Go template', { short: 'f' }),
    verbose: bool('Verbose output for diagnostics', { short: 'v' }),
  }),
  async run(cli, { format, verbose }, names) {
    const query = { ...(verbose.value && { verbose: 'true' }) }
    const get = async (name: string) => {
      const found = cli.api.text('GET', objectPath('network', name), { query })
      return { json: await orNoSuch('network', name, found), type: NETWORK }
    }
    return await writeInspect(cli, names, get, format.value)
  },
})
