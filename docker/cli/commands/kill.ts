import { defineCommand } from '../command.ts'
import { containerPath, forEach } from '../each.ts'
import { text } from '../flags.ts'

/** `docker kill` */
export const kill = defineCommand({
  name: 'kill',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Kill one or more running containers',
  flags: () => ({ signal: text('Signal to send to the container', { short: 's' }) }),
  run(cli, { signal }, names) {
    const query = signal.value === '' ? {} : { signal: signal.value }
    return forEach(cli, names, (name) =>
      cli.api.send('POST', containerPath(name, '/kill'), { query }),
    )
  },
})
