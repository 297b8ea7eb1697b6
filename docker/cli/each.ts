import { ApiError } from './api.ts'
import type { Cli } from './command.ts'
import { CliError } from './io.ts'

/**
 * Does something to each of several containers, and prints the name of each that it was done to.
 * @param skip tells the failures that are none.
 * @throws CliError with what went wrong with any of them
 */
export async function forEach(
  cli: Cli,
  names: readonly string[],
  action: (name: string) => Promise<unknown>,
  skip: (error: ApiError) => boolean = () => false,
): Promise<number> {
  const results = await Promise.allSettled(names.map(action))
  const problems: string[] = []
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled') {
      await cli.out(`${names[index]}\n`)
    } else if (!(result.reason instanceof ApiError)) {
      throw result.reason
    } else if (!skip(result.reason)) {
      problems.push(result.reason.message)
    }
  }
  if (problems.length > 0) throw new CliError(problems.join('\n'))
  return 0
}

/** A container's path in the API. */
export function containerPath(name: string, rest = ''): string {
  return `/containers/${encodeURIComponent(name)}${rest}`
}
