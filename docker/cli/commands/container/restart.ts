import { defineCommand } from '../../command.ts'
import { containerPath } from '../../container/api.ts'
import { inTurn } from '../../container/each.ts'
import { int } from '../../flags.ts'

/** `docker restart` */
export const restart = defineCommand({
  name: 'restart',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Restart one or more containers',
  flags: () => ({
    time: int('Seconds to wait for stop before killing the container', { short: 't' }, 10),
  }),
  run(cli, { time }, names) {
    const query = time.changed ? { t: String(time.value) } : {}
    return inTurn(cli, names, (name) =>
      cli.api.send('POST', containerPath(name, 'restart'), { query }),
    )
  },
})
