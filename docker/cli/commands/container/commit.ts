import * as v from 'valibot'
import { familiarName } from '../../../registry/reference.ts'
import { defineCommand } from '../../command.ts'
import { bool, list, text } from '../../flags.ts'
import { CliError } from '../../io.ts'
import { readReference } from '../../reference.ts'

/** `docker commit` */
export const commit = defineCommand({
  name: 'commit',
  args: 'CONTAINER [REPOSITORY[:TAG]]',
  arity: { min: 1, max: 2 },
  short: "Create a new image from a container's changes",
  stopsAtArgument: true,
  flags: () => ({
    author: text('Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', { short: 'a' }),
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    message: text('Commit message', { short: 'm' }),
    pause: bool('Pause container during commit', { short: 'p' }, true),
  }),
  async run(cli, { author, change, message, pause }, [container = '', name = '']) {
    const query = {
      container,
      ...nameQuery(name),
      comment: message.value,
      author: author.value,
      changes: change.value,
      ...(pause.value ? {} : { pause: '0' }),
    }
    const { Id } = await cli.api.json(v.object({ Id: v.string() }), 'POST', '/commit', {
      query,
      // The client has no configuration to send, and says so.
      body: null,
    })
    await cli.out(`${Id}\n`)
    return 0
  },
})

function nameQuery(name: string) {
  if (name === '') return { repo: '', tag: '' }
  const reference = readReference(name)
  if (reference.digest !== undefined) {
    throw new CliError('refusing to create a tag with a digest reference')
  }
  return { repo: familiarName(reference), tag: reference.tag ?? 'latest' }
}
