import { defineCommand } from '../command.ts'
import { containerPath, forEach } from '../each.ts'
import { bool } from '../flags.ts'

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
    return forEach(
      cli,
      names,
      (name) => cli.api.send('DELETE', containerPath(name), { query }),
      ({ status }) => force.value && status === 404,
    )
  },
})
