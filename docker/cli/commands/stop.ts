import { defineCommand } from '../command.ts'
import { containerPath, forEach } from '../each.ts'
import { int, text } from '../flags.ts'

/** `docker stop` */
export const stop = defineCommand({
  name: 'stop',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Stop one or more running containers',
  flags: () => ({
    signal: text('Signal to send to the container', { short: 's' }),
    timeout: int('Seconds to wait before killing the container', { short: 't' }),
  }),
  run(cli, { signal, timeout }, names) {
    const query = {
      ...(signal.changed ? { signal: signal.value } : {}),
      ...(timeout.changed ? { t: String(timeout.value) } : {}),
    }
    return forEach(cli, names, (name) =>
      cli.api.send('POST', containerPath(name, '/stop'), { query }),
    )
  },
})
