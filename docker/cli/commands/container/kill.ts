import { defineCommand } from '../../command.ts'
import { containerPath } from '../../container/api.ts'
import { sideBySide } from '../../container/each.ts'
import { text } from '../../flags.ts'

/** `docker kill` */
export const kill = defineCommand({
  name: 'kill',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Kill one or more running containers',
  flags: () => ({ signal: text('Signal to send to the container', { short: 's' }, 'KILL') }),
  run(cli, { signal }, names) {
    const query = { signal: signal.value }
    return sideBySide(cli, names, (name) =>
      cli.api.send('POST', containerPath(name, 'kill'), { query }),
    )
  },
})
