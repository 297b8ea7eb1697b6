import { defineCommand } from '../../command.ts'
import { containerPath } from '../../container/api.ts'
import { sideBySide } from '../../container/each.ts'

/** `docker pause` */
export const pause = defineCommand({
  name: 'pause',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Pause all processes within one or more containers',
  flags: () => ({}),
  run(cli, _flags, names) {
    return sideBySide(cli, names, (name) => cli.api.send('POST', containerPath(name, 'pause')))
  },
})
