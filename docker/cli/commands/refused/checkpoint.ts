import { defineCommand, defineGroup } from '../../command.ts'
import { bool, text } from '../../flags.ts'
import { CliError } from '../../io.ts'

const command = (name: string, args: string, count: number, short: string) =>
  defineCommand({
    name,
    args,
    arity: { min: count, max: count },
    short,
    flags: () => ({
      'checkpoint-dir': text('Use a custom checkpoint storage directory'),
      ...(name === 'create'
        ? { 'leave-running': bool('Leave the container running after checkpoint') }
        : {}),
    }),
    run: () =>
      Promise.reject(
        new CliError(
          `docker checkpoint ${name} is only supported on a Docker daemon with experimental features enabled`,
        ),
      ),
  })

/** `docker checkpoint …`, which Docker hides where the daemon has no experimental features. */
export const checkpoint = defineGroup({
  name: 'checkpoint',
  short: 'Manage checkpoints',
  hidden: true,
  commands: [
    command('create', 'CONTAINER CHECKPOINT', 2, 'Create a checkpoint from a running container'),
    command('ls', 'CONTAINER', 1, 'List checkpoints for a container'),
    command('rm', 'CONTAINER CHECKPOINT', 2, 'Remove a checkpoint'),
  ],
})
