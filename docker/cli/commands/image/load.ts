import { defineCommand } from '../../command.ts'
import { bool, text } from '../../flags.ts'
import { NO_FILES } from '../../files.ts'
import { CliError } from '../../io.ts'
import { showProgress } from './transfer.ts'

/** `docker load` */
export const load = defineCommand({
  name: 'load',
  args: '',
  arity: { min: 0, max: 0 },
  short: 'Load an image from a tar archive or STDIN',
  flags: () => ({
    input: text('Read from tar archive file, instead of STDIN', { short: 'i' }),
    quiet: bool('Suppress the load output', { short: 'q' }),
  }),
  async run(cli, { input, quiet }) {
    const { files = NO_FILES, stdin, isTty, stdoutIsTty, stdout } = cli.io
    const file = input.value === '' ? undefined : await files.open(input.value)
    if (!file && isTty) throw new CliError('requested load from stdin, but stdin is empty')
    const response = await cli.api.send('POST', '/images/load', {
      query: { quiet: quiet.value || !stdoutIsTty ? '1' : '0' },
      headers: { 'Content-Type': 'application/x-tar' },
      raw: file ?? stdin ?? new Blob([]),
    })
    if (response.headers.get('Content-Type') === 'application/json') {
      await showProgress(cli, response)
    } else {
      for await (const part of cli.api.read(response)) await stdout(part)
    }
    return 0
  },
})
