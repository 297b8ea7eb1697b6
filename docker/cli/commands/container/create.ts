import { defineCommand } from '../../command.ts'
import { readConfig } from '../../container/config.ts'
import { createContainer, createFlags } from '../../container/create.ts'
import { badFlags } from '../../container/failure.ts'
import { containerFlags } from '../../container/flags.ts'

/** `docker create` */
export const create = defineCommand({
  name: 'create',
  args: 'IMAGE [COMMAND] [ARG...]',
  arity: { min: 1, max: Infinity },
  short: 'Create a new container',
  stopsAtArgument: true,
  flags: () => ({ ...createFlags('creating'), ...containerFlags() }),
  async run(cli, flags, [image = '', ...args]) {
    const body = await readConfig(cli, flags, image, args).catch((error: unknown) => {
      throw badFlags('create', error)
    })
    await cli.out(`${await createContainer(cli, body, flags)}\n`)
    return 0
  },
})
