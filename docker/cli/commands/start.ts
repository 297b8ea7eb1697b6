import { defineCommand } from '../command.ts'
import { containerPath, forEach } from '../each.ts'

/** `docker start`, without attaching */
export const start = defineCommand({
  name: 'start',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Start one or more stopped containers',
  flags: () => ({}),
  run(cli, _flags, names) {
    return forEach(cli, names, (name) => cli.api.send('POST', containerPath(name, '/start')))
  },
})
