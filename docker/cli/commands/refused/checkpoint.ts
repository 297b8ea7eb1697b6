import { defineCommand } from '../../command.ts'
import { CliError } from '../../io.ts'
import { flagsOf } from '../../refused.ts'

const COMMANDS = ['create', 'ls', 'rm']

/** `docker checkpoint …`, which Docker hides and refuses where the daemon has no experimental features. */
export const checkpoint = defineCommand({
  name: 'checkpoint',
  args: 'COMMAND',
  arity: { min: 0, max: Infinity },
  short: 'Manage checkpoints',
  hidden: true,
  flags: () =>
    flagsOf([
      '--checkpoint-dir string  Use a custom checkpoint storage directory',
      '--leave-running  Leave the container running after checkpoint',
    ]),
  run(_cli, _flags, [word = '']) {
    const path = COMMANDS.includes(word) ? `docker checkpoint ${word}` : 'docker checkpoint'
    return Promise.reject(
      new CliError(
        `${path} is only supported on a Docker daemon with experimental features enabled`,
      ),
    )
  },
})
