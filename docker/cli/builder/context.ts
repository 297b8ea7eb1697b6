import { joinPath } from '../../engine/go/path.ts'
import { concat } from '../../registry/bytes.ts'
import { compressionOf } from '../../registry/compression.ts'
import { readTar } from '../../registry/untar.ts'
import { FileError, NO_FILES, type LocalFiles } from '../files.ts'
import { CliError, type DockerIo } from '../io.ts'
import {
  findLocalContext,
  isOutside,
  listContext,
  readIgnored,
  withBuildFiles,
  type LocalContext,
} from './local.ts'
import { packContext, type AddedFile } from './pack.ts'

/** What is sent to the engine. */
export interface SentContext {
  tar: ReadableStream<Uint8Array>
  /** The Dockerfile's path in it. */
  dockerfile: string
}

/**
 * Makes the context of a build (the first half of `runBuild` in Docker's client).
 * @param given the command's argument: a folder, or `-` for standard input
 * @param dockerfile what `--file` says; empty where it is not given
 * @throws CliError, FileError in the words of Docker's client
 */
export async function openContext(
  io: DockerIo,
  given: string,
  dockerfile: string,
): Promise<SentContext> {
  if (given === '-') {
    if (dockerfile === '-') {
      throw new CliError("invalid argument: can't use stdin for both build context and dockerfile")
    }
    return contextFromInput(io, dockerfile)
  }
  const { files } = io
  if (!files) {
    throw new CliError(
      'unable to prepare context: there are no files here besides those in containers',
    )
  }
  if (!(await isThere(files, given))) {
    if (isRemote(given)) {
      throw new CliError(
        `unable to prepare context: ${given} is not fetched by this client: give it a folder`,
      )
    }
    throw new CliError(`unable to prepare context: path ${JSON.stringify(given)} not found`)
  }
  return contextFromFolder(
    io,
    await prepared(findLocalContext(files, given, dockerfile)),
    dockerfile,
  )
}

async function isThere(files: LocalFiles, path: string): Promise<boolean> {
  try {
    return (await files.stat(path)) !== undefined
  } catch (error) {
    if (error instanceof FileError) return false
    throw error
  }
}

function isRemote(path: string): boolean {
  return /^(?:https?:\/\/|git:\/\/|git@|github\.com\/)/.test(path)
}

async function prepared<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError(`unable to prepare context: ${reason}`)
  }
}

async function contextFromFolder(
  io: DockerIo,
  { folder, dockerfile }: LocalContext,
  given: string,
): Promise<SentContext> {
  const { files = NO_FILES } = io
  const isGiven = dockerfile === '-' || isOutside(dockerfile)
  const text = isGiven ? await readGiven(io, dockerfile, given) : undefined
  const ignored = await readIgnored(files, folder)
  const entries = await checked(listContext(files, folder, withBuildFiles(ignored, dockerfile)))
  if (!text) return { tar: await packContext(files, entries), dockerfile }
  const name = `.dockerfile.${randomHex(10)}`
  const kept = entries.some(({ path }) => path === '.dockerignore')
    ? await files.read(joinPath(folder, '.dockerignore'))
    : new TextEncoder().encode('.dockerignore')
  const added: AddedFile[] = [
    { path: name, content: text },
    {
      path: '.dockerignore',
      content: concat([kept, new TextEncoder().encode(`\n${name}\n`)]),
    },
  ]
  return { tar: await packContext(files, entries, added), dockerfile: name }
}

async function checked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof FileError && error.code === 'EACCES') {
      throw new CliError(`error checking context: can't stat '${error.message.split(' ')[1]}'`)
    }
    if (error instanceof FileError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError(`error checking context: ${reason}`)
  }
}

/** A Dockerfile that is not in the context: from standard input, or elsewhere on the disk. */
async function readGiven(
  { stdin, files = NO_FILES }: DockerIo,
  dockerfile: string,
  given: string,
): Promise<Uint8Array> {
  if (dockerfile === '-') return readAll(stdin)
  try {
    return await files.read(given)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    throw new CliError(`unable to open Dockerfile: ${error.message}`)
  }
}

/** Standard input is an archive, or a Dockerfile alone. */
async function contextFromInput({ stdin }: DockerIo, dockerfile: string): Promise<SentContext> {
  const bytes = await readAll(stdin)
  if (isArchive(bytes)) return { tar: new Blob([bytes]).stream(), dockerfile }
  const tar = await packContext(NO_FILES, [], [{ path: 'Dockerfile', content: bytes }])
  return { tar, dockerfile: 'Dockerfile' }
}

function isArchive(bytes: Uint8Array<ArrayBuffer>): boolean {
  if (compressionOf(bytes) !== 'none') return true
  try {
    return readTar(bytes).next().done !== true
  } catch {
    return false
  }
}

async function readAll(stream: ReadableStream<Uint8Array> | undefined) {
  return new Uint8Array(await new Response(stream ?? null).arrayBuffer())
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
