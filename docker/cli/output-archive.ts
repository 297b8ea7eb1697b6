import type { Cli } from './cli.ts'
import { NO_FILES } from './files.ts'
import { CliError } from './io.ts'
import { checkOutputPath, writeOutputFile } from './output-file.ts'

interface ArchiveSource {
  /** What is being done, for messages: `save image`. */
  what: string
  /** Asks for the archive; called only where it can be written. */
  get: () => Promise<Response>
}

/**
 * Writes an archive to a file, or to standard output where no path is given.
 * @throws CliError where the path is none to write to, or standard output is a terminal
 */
export async function writeArchive(cli: Cli, path: string, { what, get }: ArchiveSource) {
  const { files = NO_FILES, stdout, stdoutIsTty } = cli.io
  if (path === '') {
    if (stdoutIsTty) {
      throw new CliError('cowardly refusing to save to a terminal. Use the -o flag or redirect')
    }
    for await (const part of cli.api.read(await get())) await stdout(part)
    return 0
  }
  try {
    await checkOutputPath(files, path)
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    throw new CliError(`failed to ${what}: ${error.message}`)
  }
  const { body } = await get()
  await writeOutputFile(files, path, body ?? new Blob([]).stream())
  return 0
}
