import { ApiError } from '../../api.ts'
import { defineCommand } from '../../command.ts'
import { containerPath, orNoSuch } from '../../container/api.ts'
import { sideBySide } from '../../container/each.ts'
import { bool } from '../../flags.ts'

/** `docker rm` */
export const rm = defineCommand({
  name: 'rm',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Remove one or more containers',
  flags: () => ({
    force: bool('Force the removal of a running container (uses SIGKILL)', { short: 'f' }),
    link: bool('Remove the specified link', { short: 'l' }),
    volumes: bool('Remove anonymous volumes associated with the container', { short: 'v' }),
  }),
  run(cli, { force, link, volumes }, names) {
    const query = {
      ...(force.value ? { force: '1' } : {}),
      ...(link.value ? { link: '1' } : {}),
      ...(volumes.value ? { v: '1' } : {}),
    }
    const remove = async (given: string) => {
      const name = given.replace(/^\/+|\/+$/g, '')
      if (name === '') throw new ApiError(400, 'Container name cannot be empty')
      await orNoSuch('container', name, cli.api.send('DELETE', containerPath(name), { query }))
    }
    return sideBySide(cli, names, remove, ({ status }) => force.value && status === 404)
  },
})
