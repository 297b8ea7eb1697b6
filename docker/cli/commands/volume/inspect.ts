import { defineCommand } from '../../command.ts'
import { text } from '../../flags.ts'
import { writeInspect } from '../../format/inspect.ts'
import { orNoSuch } from '../../container/api.ts'
import { VOLUME } from '../../format/types/objects.ts'
import { objectPath } from '../../objects.ts'

/** `docker volume inspect` */
export const inspectVolume = defineCommand({
  name: 'inspect',
  args: 'VOLUME [VOLUME...]',
  arity: { min: 1, max: Infinity },
  short: 'Display detailed information on one or more volumes',
  flags: () => ({ format: text('Format the output using the given Go template', { short: 'f' }) }),
  async run(cli, { format }, names) {
    const get = async (name: string) => ({
      json: await orNoSuch('volume', name, cli.api.text('GET', objectPath('volume', name))),
      type: VOLUME,
    })
    return await writeInspect(cli, names, get, format.value)
  },
})
