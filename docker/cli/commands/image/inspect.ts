import { defineCommand } from '../../command.ts'
import { text } from '../../flags.ts'
import { writeInspect } from '../../format/inspect.ts'
import { orNoSuch } from '../../container/api.ts'
import { IMAGE } from '../../format/types/objects.ts'
import { objectPath } from '../../objects.ts'

/** `docker image inspect` */
export const inspectImage = defineCommand({
  name: 'inspect',
  args: 'IMAGE [IMAGE...]',
  arity: { min: 1, max: Infinity },
  short: 'Display detailed information on one or more images',
  flags: () => ({ format: text('Format the output using the given Go template', { short: 'f' }) }),
  async run(cli, { format }, names) {
    const get = async (name: string) => ({
      json: await orNoSuch('image', name, cli.api.text('GET', objectPath('image', name, '/json'))),
      type: IMAGE,
    })
    return await writeInspect(cli, names, get, format.value)
  },
})
