import { defineCommand } from '../../command.ts'
import { text } from '../../flags.ts'
import { writeArchive } from '../../output-archive.ts'

/** `docker save` */
export const save = defineCommand({
  name: 'save',
  args: 'IMAGE [IMAGE...]',
  arity: { min: 1, max: Infinity },
  short: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
  flags: () => ({ output: text('Write to a file, instead of STDOUT', { short: 'o' }) }),
  async run(cli, { output }, names) {
    const get = () => cli.api.send('GET', '/images/get', { query: { names } })
    return await writeArchive(cli, output.value, { what: 'save image', get })
  },
})
