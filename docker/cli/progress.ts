import * as v from 'valibot'
import type { Api } from './api.ts'
import { CliError } from './io.ts'

const progressLine = v.object({
  status: v.optional(v.string(), ''),
  id: v.optional(v.string(), ''),
  progressDetail: v.optional(
    v.object({ current: v.optional(v.number(), 0), total: v.optional(v.number(), 0) }),
  ),
  error: v.optional(v.string()),
})

/**
 * Prints how a pull goes, as Docker's client does where there is no terminal: a line for each step, none for the
 * bytes in between.
 * @throws CliError what kept the pull from completing
 */
export async function printProgress(
  api: Api,
  response: Response,
  print: (text: string) => Promise<void>,
) {
  for await (const { status, id, progressDetail, error } of api.lines(progressLine, response)) {
    if (error !== undefined) throw new CliError(error)
    const { current, total } = progressDetail ?? { current: 0, total: 0 }
    if (current > 0 || total > 0) continue
    await print(`${id === '' ? '' : `${id}: `}${status}\n`)
  }
}
