import { ApiError } from '../../api.ts'
import { defineCommand } from '../../command.ts'
import { orNoSuch } from '../../container/api.ts'
import { objectPath } from '../../objects.ts'

/** `docker network rm` */
export const removeNetwork = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  args: 'NETWORK [NETWORK...]',
  arity: { min: 1, max: Infinity },
  short: 'Remove one or more networks',
  flags: () => ({}),
  async run(cli, _flags, names) {
    let exitCode = 0
    for (const name of names) {
      try {
        await orNoSuch('network', name, cli.api.send('DELETE', objectPath('network', name)))
        await cli.out(`${name}\n`)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        await cli.err(`${error.message}\n`)
        exitCode = 1
      }
    }
    return exitCode
  },
})
