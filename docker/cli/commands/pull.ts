import { defineCommand } from '../command.ts'
import { bool } from '../flags.ts'
import { printProgress } from '../progress.ts'
import { canonicalString, pullQuery, readReference } from '../reference.ts'

/** `docker pull` */
export const pull = defineCommand({
  name: 'pull',
  args: 'NAME[:TAG|@DIGEST]',
  arity: { min: 1, max: 1 },
  short: 'Download an image from a registry',
  flags: () => ({ quiet: bool('Suppress verbose output', { short: 'q' }) }),
  async run(cli, { quiet }, [name = '']) {
    const reference = readReference(name)
    const hasTag = /[:@]/.test(name.slice(name.lastIndexOf('/') + 1))
    if (!hasTag && !quiet.value) await cli.out(`Using default tag: ${reference.tag}\n`)
    const query = pullQuery(reference)
    const response = await cli.api.send('POST', '/images/create', { query })
    await printProgress(cli.api, response, async (line) => {
      if (!quiet.value) await cli.out(line)
    })
    await cli.out(`${canonicalString(reference)}\n`)
    return 0
  },
})
