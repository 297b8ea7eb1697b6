import { defineCommand } from '../../command.ts'
import { text } from '../../flags.ts'
import { objectPath } from '../../objects.ts'
import { writeArchive } from '../../output-archive.ts'

/** `docker export` */
export const exportContainer = defineCommand({
  name: 'export',
  args: 'CONTAINER',
  arity: { min: 1, max: 1 },
  short: "Export a container's filesystem as a tar archive",
  flags: () => ({ output: text('Write to a file, instead of STDOUT', { short: 'o' }) }),
  async run(cli, { output }, [name = '']) {
    const get = () => cli.api.send('GET', objectPath('container', name, '/export'))
    return await writeArchive(cli, output.value, { what: 'export container', get })
  },
})
