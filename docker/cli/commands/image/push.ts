import { canonicalName, familiarName } from '../../../registry/reference.ts'
import { defineCommand } from '../../command.ts'
import { bool } from '../../flags.ts'
import { CliError } from '../../io.ts'
import { objectPath } from '../../objects.ts'
import { canonicalString, readReference } from '../../reference.ts'
import { announceTag, refuseTrust, showProgress } from './transfer.ts'

/** `docker push` */
export const push = defineCommand({
  name: 'push',
  args: 'NAME[:TAG]',
  arity: { min: 1, max: 1 },
  short: 'Push an image or a repository to a registry',
  flags: () => ({
    'all-tags': bool('Push all tagged images in the repository', { short: 'a' }),
    'disable-content-trust': bool('Skip image signing', {}, true),
    quiet: bool('Suppress verbose output', { short: 'q' }),
  }),
  async run(cli, flags, [name = '']) {
    const reference = readReference(name)
    const all = flags['all-tags'].value
    const quiet = flags.quiet.value
    await announceTag(cli, name, { all, quiet })
    if (reference.digest !== undefined) throw new CliError('cannot push a digest reference')
    if (!flags['disable-content-trust'].value) refuseTrust()
    const path = objectPath('image', familiarName(reference), '/push')
    const response = await cli.api.send('POST', path, {
      query: all ? {} : { tag: reference.tag ?? 'latest' },
      // An account that is none: the API asks for one.
      headers: { 'X-Registry-Auth': btoa('{}') },
    })
    await showProgress(cli, response, { quiet })
    if (quiet) {
      await cli.out(`${all ? canonicalName(reference) : canonicalString(reference)}\n`)
    }
    return 0
  },
})
