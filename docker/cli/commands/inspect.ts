import * as v from 'valibot'
import { ApiError } from '../api.ts'
import { defineCommand, type Cli } from '../command.ts'
import { containerPath } from '../container/api.ts'
import { text } from '../flags.ts'
import { CliError } from '../io.ts'

/** The kinds of objects that can be inspected, in the order in which they are tried. */
const KINDS = {
  container: (name: string) => containerPath(name, 'json'),
  image: (name: string) => `/images/${name.split('/').map(encodeURIComponent).join('/')}/json`,
}

/** `docker inspect`, as JSON */
export const inspect = defineCommand({
  name: 'inspect',
  args: 'NAME|ID [NAME|ID...]',
  arity: { min: 1, max: Infinity },
  short: 'Return low-level information on Docker objects',
  flags: () => ({ type: text('Only inspect objects of the given type') }),
  async run(cli, { type }, names) {
    const known = Object.keys(KINDS)
    if (type.changed && !known.includes(type.value)) {
      const kinds = known.map((kind) => `"${kind}"`).join(', ')
      throw new CliError(`unknown type: "${type.value}": must be one of ${kinds}`)
    }
    const found: unknown[] = []
    const problems: string[] = []
    for (const name of names) {
      try {
        found.push(await inspectOne(cli, name, type.value))
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        problems.push(error.message)
      }
    }
    await cli.out(`${JSON.stringify(found, null, 4)}\n`)
    if (problems.length > 0) throw new CliError(problems.join('\n'))
    return 0
  },
})

async function inspectOne(cli: Cli, name: string, type: string): Promise<unknown> {
  for (const [kind, path] of Object.entries(KINDS)) {
    if (type !== '' && kind !== type) continue
    try {
      return await cli.api.json(v.unknown(), 'GET', path(name))
    } catch (error) {
      const isElsewhere =
        error instanceof ApiError &&
        (error.status === 404 || /invalid reference/.test(error.message))
      if (!isElsewhere || type !== '') throw error
    }
  }
  throw new ApiError(404, `Error: No such object: ${name}`)
}
