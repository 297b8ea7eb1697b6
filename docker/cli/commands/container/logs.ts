import { demultiplex } from '../../../engine/stdcopy.ts'
import { defineCommand } from '../../command.ts'
import { containerPath, inspectContainer, orNoSuch } from '../../container/api.ts'
import { bool, text } from '../../flags.ts'
import { timeQuery } from '../../timestamp.ts'

/** `docker logs` */
export const logs = defineCommand({
  name: 'logs',
  args: 'CONTAINER',
  arity: { min: 1, max: 1 },
  short: 'Fetch the logs of a container',
  flags: () => ({
    details: bool('Show extra details provided to logs'),
    follow: bool('Follow log output', { short: 'f' }),
    since: text(
      'Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)',
    ),
    tail: text('Number of lines to show from the end of the logs', { short: 'n' }, 'all'),
    timestamps: bool('Show timestamps', { short: 't' }),
    until: text(
      'Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)',
    ),
  }),
  async run(cli, { details, follow, since, tail, timestamps, until }, [name = '']) {
    const { api, io } = cli
    const container = await inspectContainer(cli, name)
    const query = {
      ...(details.value ? { details: '1' } : {}),
      ...(follow.value ? { follow: '1' } : {}),
      ...timeQuery('since', since.value),
      stderr: '1',
      stdout: '1',
      tail: tail.value,
      ...(timestamps.value ? { timestamps: '1' } : {}),
      ...timeQuery('until', until.value),
    }
    const response = await orNoSuch(
      'container',
      container.Id,
      api.send('GET', containerPath(container.Id, 'logs'), { query }),
    )
    const parts = api.read(response)
    if (container.Config.Tty) for await (const part of parts) await io.stdout(part)
    else await demultiplex(parts, (stream, bytes) => io[stream](bytes))
    return 0
  },
})
