import { canonicalName, familiarName } from '../../../registry/reference.ts'
import { defineCommand } from '../../command.ts'
import { bool } from '../../flags.ts'
import { platformFlag } from '../../platform.ts'
import { canonicalString, readReference } from '../../reference.ts'
import { announceTag, refuseTrust, showProgress } from './transfer.ts'

/** `docker pull` */
export const pull = defineCommand({
  name: 'pull',
  args: 'NAME[:TAG|@DIGEST]',
  arity: { min: 1, max: 1 },
  short: 'Pull an image or a repository from a registry',
  flags: () => ({
    'all-tags': bool('Download all tagged images in the repository', { short: 'a' }),
    'disable-content-trust': bool('Skip image verification', {}, true),
    platform: platformFlag(),
    quiet: bool('Suppress verbose output', { short: 'q' }),
  }),
  async run(cli, flags, [name = '']) {
    const reference = readReference(name)
    const all = flags['all-tags'].value
    const quiet = flags.quiet.value
    await announceTag(cli, name, { all, quiet })
    if (!flags['disable-content-trust'].value) refuseTrust()
    const platform = flags.platform.value || (cli.io.env?.['DOCKER_DEFAULT_PLATFORM'] ?? '')
    const response = await cli.api.send('POST', '/images/create', {
      query: {
        fromImage: familiarName(reference),
        ...(all ? {} : { tag: reference.digest ?? reference.tag ?? 'latest' }),
        ...(platform && { platform: platform.toLowerCase() }),
      },
    })
    await showProgress(cli, response, { quiet })
    await cli.out(`${all ? canonicalName(reference) : canonicalString(reference)}\n`)
    return 0
  },
})
