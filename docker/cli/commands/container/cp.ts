import type { Cli } from '../../cli.ts'
import { defineCommand } from '../../command.ts'
import { keepEnding, planCopy, rebase, splitEntry, type CopyEnd } from '../../cp/copy-path.ts'
import { localDestination, localSource } from '../../cp/local.ts'
import { packLocal } from '../../cp/pack.ts'
import { RemoteFiles } from '../../cp/remote.ts'
import { unpackLocal } from '../../cp/unpack.ts'
import { FileError, NO_FILES, type LocalFiles } from '../../files.ts'
import { bool } from '../../flags.ts'
import { ApiError } from '../../api.ts'
import { CliError, Interrupted } from '../../io.ts'
import { checkOutputPath } from '../../output-file.ts'
import { cleanPath } from '../../../engine/go/path.ts'

/** `docker cp` */
export const cp = defineCommand({
  name: 'cp',
  args: 'CONTAINER:SRC_PATH DEST_PATH|-',
  usage: `[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-
\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH`,
  arity: { min: 2, max: 2 },
  short: 'Copy files/folders between a container and the local filesystem',
  long: `Copy files/folders between a container and the local filesystem

Use '-' as the source to read a tar archive from stdin
and extract it to a directory destination in a container.
Use '-' as the destination to stream a tar archive of a
container source to stdout.`,
  flags: () => ({
    archive: bool('Archive mode (copy all uid/gid information)', { short: 'a' }),
    'follow-link': bool('Always follow symbol link in SRC_PATH', { short: 'L' }),
  }),
  async run(cli, flags, [source = '', destination = '']) {
    if (source === '') throw new CliError('source can not be empty')
    if (destination === '') throw new CliError('destination can not be empty')
    const from = splitArgument(source)
    const to = splitArgument(destination)
    const follow = flags['follow-link'].value
    if (from.container !== '' && to.container !== '') {
      throw new CliError('copying between containers is not supported')
    }
    if (from.container !== '') await copyOut(cli, from, to.path, follow)
    else if (to.container !== '') {
      await copyIn(cli, from.path, to, { follow, keepOwners: flags.archive.value })
    } else throw new CliError('must specify at least one container source')
    return 0
  },
})

/** A place in a container, or on the disk where the container's name is empty. */
interface Place {
  container: string
  path: string
}

function splitArgument(text: string): Place {
  const colon = text.indexOf(':')
  const isLocal = text.startsWith('/') || text.startsWith('.') || colon === -1
  return isLocal
    ? { container: '', path: text }
    : { container: text.slice(0, colon), path: text.slice(colon + 1) }
}

async function copyOut(cli: Cli, from: Place, given: string, follow: boolean) {
  const { files = NO_FILES, stdout } = cli.io
  const remote = new RemoteFiles(cli, from.container)
  const path = given === '-' ? given : resolveLocal(files, given)
  if (given !== '-') await checkOutputPath(files, path)
  const target = follow ? (await remote.stat(from.path))?.target : undefined
  const source =
    target === undefined ? { path: from.path, rebaseName: '' } : rebase(from.path, target)
  const { archive, isFolder, response } = await remote.get(source.path)
  if (given === '-') {
    for await (const part of cli.api.read(response)) await stdout(part)
    return
  }
  await told(async () => {
    const end: CopyEnd = { ...source, exists: true, isFolder }
    const { folder, renaming } = planCopy(end, await localDestination(files, path))
    const { rebaseName: to } = source
    const renamings = [
      ...(to === '' ? [] : [{ from: splitEntry(source.path).entry, to }]),
      ...(renaming ? [renaming] : []),
    ]
    await unpackLocal(files, archive, folder, renamings)
  }).finally(() => (archive.locked ? undefined : archive.cancel()))
}

interface CopyInOptions {
  follow: boolean
  keepOwners: boolean
}

async function copyIn(cli: Cli, given: string, to: Place, { follow, keepOwners }: CopyInOptions) {
  const { files = NO_FILES, stdin } = cli.io
  const remote = new RemoteFiles(cli, to.container)
  const shown = `destination "${to.container}:${to.path}" must be a directory`
  const first = await remote.stat(to.path)
  const path = first?.target ?? to.path
  const found = first?.target === undefined ? first : await remote.stat(path)
  if (found?.problem !== undefined)
    throw new CliError(`${shown} or a regular file: ${found.problem}`)
  const isFolder = found?.isFolder ?? false
  if (given === '-') {
    if (!isFolder) throw new CliError(shown)
    await remote.put(path, stdin ?? new Blob([]).stream(), keepOwners)
    return
  }
  await told(async () => {
    const source = await localSource(files, resolveLocal(files, given), follow)
    const end: CopyEnd = { path, exists: found !== undefined, isFolder, rebaseName: '' }
    const { folder, renaming } = planCopy(source, end)
    await remote.put(folder, packLocal(files, source, renaming), keepOwners)
  })
}

function resolveLocal(files: LocalFiles, path: string): string {
  return keepEnding(cleanPath(path.startsWith('/') ? path : `${files.cwd}/${path}`), path)
}

/** Makes what goes wrong on the way a failure of the command. */
async function told(work: () => Promise<void>) {
  try {
    await work()
  } catch (error) {
    const isTold = [ApiError, CliError, FileError, Interrupted].some(
      (kind) => error instanceof kind,
    )
    if (isTold || !(error instanceof Error)) throw error
    throw new CliError(error.message)
  }
}
