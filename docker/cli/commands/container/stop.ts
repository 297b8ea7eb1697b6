import { defineCommand } from '../../command.ts'
import { containerPath } from '../../container/api.ts'
import { sideBySide } from '../../container/each.ts'
import { int } from '../../flags.ts'

/** `docker stop` */
export const stop = defineCommand({
  name: 'stop',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Stop one or more running containers',
  flags: () => ({
    time: int('Seconds to wait for stop before killing it', { short: 't' }, 10),
  }),
  run(cli, { time }, names) {
    const query = time.changed ? { t: String(time.value) } : {}
    return sideBySide(cli, names, (name) =>
      cli.api.send('POST', containerPath(name, 'stop'), { query }),
    )
  },
})
