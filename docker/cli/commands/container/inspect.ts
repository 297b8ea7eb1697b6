import { ApiError } from '../../api.ts'
import { defineCommand } from '../../command.ts'
import { containerPath, orNoSuch } from '../../container/api.ts'
import { bool, text } from '../../flags.ts'
import { writeInspect } from '../../format/inspect.ts'
import { CONTAINER } from '../../format/types/container.ts'

/** `docker container inspect` */
export const inspectContainers = defineCommand({
  name: 'inspect',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Display detailed information on one or more containers',
  flags: () => ({
    format: text('Format the output using the given Go template', { short: 'f' }),
    size: bool('Display total file sizes', { short: 's' }),
  }),
  run(cli, { format, size }, names) {
    const query = size.value ? { size: '1' } : {}
    const get = async (name: string) => {
      if (name === '') throw new ApiError(404, 'Error: No such container: ')
      const path = containerPath(name, 'json')
      const json = await orNoSuch('container', name, cli.api.text('GET', path, { query }))
      return { json, type: CONTAINER }
    }
    return writeInspect(cli, names, get, format.value)
  },
})
