import * as v from 'valibot'
import { demultiplex } from '../../engine/stdcopy.ts'
import { defineCommand } from '../command.ts'
import { containerPath } from '../each.ts'
import { bool, text } from '../flags.ts'

const inspected = v.object({ Id: v.string(), Config: v.object({ Tty: v.boolean() }) })

/** `docker logs` */
export const logs = defineCommand({
  name: 'logs',
  args: 'CONTAINER',
  arity: { min: 1, max: 1 },
  short: 'Fetch the logs of a container',
  flags: () => ({
    follow: bool('Follow log output', { short: 'f' }),
    tail: text('Number of lines to show from the end of the logs', { short: 'n' }, 'all'),
    timestamps: bool('Show timestamps', { short: 't' }),
  }),
  async run(cli, { follow, tail, timestamps }, [name = '']) {
    const { api, io } = cli
    const container = await api.json(inspected, 'GET', containerPath(name, '/json'))
    const response = await api.send('GET', containerPath(container.Id, '/logs'), {
      query: {
        stdout: '1',
        stderr: '1',
        tail: tail.value,
        ...(follow.value ? { follow: '1' } : {}),
        ...(timestamps.value ? { timestamps: '1' } : {}),
      },
    })
    const parts = api.read(response)
    if (container.Config.Tty) for await (const part of parts) await io.stdout(part)
    else await demultiplex(parts, (stream, bytes) => io[stream](bytes))
    return 0
  },
})
