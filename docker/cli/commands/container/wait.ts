import * as v from 'valibot'
import { ApiError } from '../../api.ts'
import { defineCommand } from '../../command.ts'
import { bodyText, containerPath } from '../../container/api.ts'
import { CliError } from '../../io.ts'

const waitBody = v.object({ StatusCode: v.number() })

/** `docker wait` */
export const wait = defineCommand({
  name: 'wait',
  args: 'CONTAINER [CONTAINER...]',
  arity: { min: 1, max: Infinity },
  short: 'Block until one or more containers stop, then print their exit codes',
  flags: () => ({}),
  async run(cli, _flags, names) {
    const problems: string[] = []
    for (const name of names) {
      try {
        const response = await cli.api.send('POST', containerPath(name, 'wait'), {
          query: { condition: '' },
        })
        const { StatusCode } = v.parse(waitBody, JSON.parse(await bodyText(cli, response)))
        await cli.out(`${StatusCode}\n`)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        problems.push(error.message)
      }
    }
    if (problems.length > 0) throw new CliError(problems.join('\n'))
    return 0
  },
})
