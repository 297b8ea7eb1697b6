import * as v from 'valibot'
import { defineCommand } from '../../command.ts'
import { containerPath } from '../../container/api.ts'
import { CliError } from '../../io.ts'

const changes = v.nullable(v.array(v.object({ Path: v.string(), Kind: v.number() })))

/** Letters for kinds of changes: modified, added, deleted. */
const KINDS = ['C', 'A', 'D']

/** `docker diff` */
export const diff = defineCommand({
  name: 'diff',
  args: 'CONTAINER',
  arity: { min: 1, max: 1 },
  short: "Inspect changes to files or directories on a container's filesystem",
  flags: () => ({}),
  async run(cli, _flags, [name = '']) {
    if (name === '') throw new CliError('Container name cannot be empty')
    const found = await cli.api.json(changes, 'GET', containerPath(name, 'changes'))
    const lines = (found ?? []).map(({ Path, Kind }) => `${KINDS[Kind] ?? ''} ${Path}\n`)
    await cli.out(lines.join(''))
    return 0
  },
})
