import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { list, map, text } from '../../flags.ts'
import { CliError } from '../../io.ts'
import { checkLabel, pairs } from '../../labels.ts'

/** `docker volume create` */
export const createVolume = defineCommand({
  name: 'create',
  args: '[VOLUME]',
  arity: { min: 0, max: 1 },
  short: 'Create a volume',
  flags: () => ({
    driver: text('Specify volume driver name', { short: 'd' }, 'local'),
    label: list('Set metadata for a volume', { check: checkLabel }),
    name: text('Specify volume name', { hidden: true }),
    opt: map('Set driver specific options', { short: 'o' }),
  }),
  async run(cli, { driver, label, name, opt }, [given]) {
    if (given !== undefined && name.value !== '') {
      throw new CliError(
        'conflicting options: either specify --name or provide positional arg, not both',
      )
    }
    const body = {
      Driver: driver.value,
      DriverOpts: opt.value,
      Labels: pairs(label.value),
      Name: given ?? name.value,
    }
    const created = v.object({ Name: v.string() })
    const { Name } = await cli.api.json(created, 'POST', '/volumes/create', { body })
    await cli.out(`${Name}\n`)
    return 0
  },
})
