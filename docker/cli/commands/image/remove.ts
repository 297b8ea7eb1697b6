import * as v from 'valibot'
import { ApiError } from '../../api.ts'
import { defineCommand } from '../../command.ts'
import { bool } from '../../flags.ts'
import { CliError } from '../../io.ts'
import { orNoSuch } from '../../container/api.ts'
import { objectPath } from '../../objects.ts'

/** What became of an image and its names, as `DELETE /images/{name}` and `POST /images/prune` tell. */
export const Deleted = v.object({
  Untagged: v.optional(v.string(), ''),
  Deleted: v.optional(v.string(), ''),
})

/** `docker rmi` */
export const rmi = defineCommand({
  name: 'rmi',
  args: 'IMAGE [IMAGE...]',
  arity: { min: 1, max: Infinity },
  short: 'Remove one or more images',
  flags: () => ({
    force: bool('Force removal of the image', { short: 'f' }),
    'no-prune': bool('Do not delete untagged parents'),
  }),
  async run(cli, { force, 'no-prune': noPrune }, names) {
    const query = {
      ...(force.value && { force: '1' }),
      ...(noPrune.value && { noprune: '1' }),
    }
    const problems: string[] = []
    let isFatal = false
    for (const name of names) {
      try {
        const path = objectPath('image', name)
        const removal = cli.api.json(v.array(Deleted), 'DELETE', path, { query })
        for (const { Deleted, Untagged } of await orNoSuch('image', name, removal)) {
          await cli.out(Deleted === '' ? `Untagged: ${Untagged}\n` : `Deleted: ${Deleted}\n`)
        }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (error.status !== 404) isFatal = true
        problems.push(error.message)
      }
    }
    if (problems.length === 0) return 0
    const message = problems.join('\n')
    if (!force.value || isFatal) throw new CliError(message)
    await cli.err(`${message}\n`)
    return 0
  },
})
