import { ApiError } from '../../api.ts'
import { defineCommand } from '../../command.ts'
import { bool } from '../../flags.ts'
import { CliError } from '../../io.ts'
import { orNoSuch } from '../../container/api.ts'
import { objectPath } from '../../objects.ts'

/** `docker volume rm` */
export const removeVolume = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  args: 'VOLUME [VOLUME...]',
  arity: { min: 1, max: Infinity },
  short: 'Remove one or more volumes',
  long: 'Remove one or more volumes. You cannot remove a volume that is in use by a container.',
  example: '\n$ docker volume rm hello\nhello\n',
  flags: () => ({
    force: bool('Force the removal of one or more volumes', {
      short: 'f',
      requires: { version: '1.25' },
    }),
  }),
  async run(cli, { force }, names) {
    const query = { ...(force.value && { force: '1' }) }
    const problems: string[] = []
    for (const name of names) {
      try {
        await orNoSuch(
          'volume',
          name,
          cli.api.send('DELETE', objectPath('volume', name), { query }),
        )
        await cli.out(`${name}\n`)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        problems.push(error.message)
      }
    }
    if (problems.length > 0) throw new CliError(problems.join('\n'))
    return 0
  },
})
