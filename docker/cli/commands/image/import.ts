import { defineCommand } from '../../command.ts'
import { list, text } from '../../flags.ts'
import { NO_FILES } from '../../files.ts'
import { platformFlag } from '../../platform.ts'
import { readReference } from '../../reference.ts'
import { showProgress } from './transfer.ts'

/** `docker import` */
export const importImage = defineCommand({
  name: 'import',
  args: 'file|URL|- [REPOSITORY[:TAG]]',
  arity: { min: 1, max: Infinity },
  short: 'Import the contents from a tarball to create a filesystem image',
  flags: () => ({
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    message: text('Set commit message for imported image', { short: 'm' }),
    platform: platformFlag(),
  }),
  async run(cli, { change, message, platform }, [source = '', name = '']) {
    const { files = NO_FILES, stdin } = cli.io
    const isRemote = /^https?:\/\//.test(source)
    const content =
      source === '-' ? (stdin ?? new Blob([])) : isRemote ? undefined : await files.open(source)
    if (name !== '') readReference(name)
    const given = platform.value || (cli.io.env?.['DOCKER_DEFAULT_PLATFORM'] ?? '')
    const response = await cli.api.send('POST', '/images/create', {
      query: {
        fromSrc: isRemote ? source : '-',
        repo: name,
        tag: '',
        message: message.value,
        ...(given && { platform: given.toLowerCase() }),
        changes: change.value,
      },
      ...(content && { raw: content, headers: { 'Content-Type': 'text/plain' } }),
    })
    await showProgress(cli, response)
    return 0
  },
})
