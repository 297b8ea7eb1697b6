import { ApiError } from '../api.ts'
import type { Cli } from '../cli.ts'
import { CliError } from '../io.ts'

/**
 * Does something to several containers side by side, and prints the name of each that it was done to, in the order in
 * which they were given.
 * @param forgive tells the failures that are none, though standard error is told of them.
 * @throws CliError with what went wrong with any of them
 */
export async function sideBySide(
  cli: Cli,
  names: readonly string[],
  action: (name: string) => Promise<unknown>,
  forgive: (error: ApiError) => boolean = () => false,
): Promise<number> {
  const actions = names.map((name) => action(name))
  // One that fails while an earlier one is waited for is not unhandled.
  for (const one of actions) one.catch(() => undefined)
  return await report(cli, names, (index) => actions[index], forgive)
}

/** As {@link sideBySide}, but one after the other. */
export function inTurn(
  cli: Cli,
  names: readonly string[],
  action: (name: string) => Promise<unknown>,
): Promise<number> {
  return report(
    cli,
    names,
    (_, name) => action(name),
    () => false,
  )
}

async function report(
  cli: Cli,
  names: readonly string[],
  done: (index: number, name: string) => Promise<unknown> | undefined,
  forgive: (error: ApiError) => boolean,
): Promise<number> {
  const problems: string[] = []
  for (const [index, name] of names.entries()) {
    try {
      await done(index, name)
      await cli.out(`${name}\n`)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (forgive(error)) await cli.err(`${error.message}\n`)
      else problems.push(error.message)
    }
  }
  if (problems.length > 0) throw new CliError(problems.join('\n'))
  return 0
}
