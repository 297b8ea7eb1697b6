import type { Cli } from '../../command.ts'
import { CliError } from '../../io.ts'
import { printProgress } from '../../progress.ts'
import { isNameOnly } from '../../reference.ts'

/** Says which tag a name stands for that has none. @throws CliError where there is one beside `--all-tags` */
export async function announceTag(
  cli: Cli,
  name: string,
  { all, quiet }: { all: boolean; quiet: boolean },
) {
  if (all && !isNameOnly(name)) throw new CliError("tag can't be used with --all-tags/-a")
  if (!all && isNameOnly(name) && !quiet) await cli.out('Using default tag: latest\n')
}

/** Content trust needs a notary service, which there is none of. @throws CliError always */
export function refuseTrust(): never {
  throw new CliError('content trust is not supported: there is no notary server to ask')
}

/** Shows how a pull, a push, a load or an import goes on standard output. @throws CliError why it did not complete */
export async function showProgress(
  cli: Cli,
  response: Response,
  { quiet = false }: { quiet?: boolean } = {},
) {
  const print = quiet ? () => Promise.resolve() : (text: string) => cli.out(text)
  const terminal = { columns: cli.io.size?.()?.columns ?? 200 }
  await printProgress(cli.api, response, print, cli.io.stdoutIsTty ? terminal : undefined)
}
