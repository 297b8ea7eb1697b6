import { cleanPath, dirName, joinPath } from '../engine/go/path.ts'
import type { LocalFiles } from './files.ts'
import { CliError } from './io.ts'

/**
 * Checks a path that `export`, `save` and `cp` are to write to.
 * @throws CliError in the words of Docker's client
 */
export async function checkOutputPath(files: LocalFiles, path: string) {
  const folder = dirName(cleanPath(path))
  if (folder !== '.' && !(await files.stat(folder))) {
    const shown = JSON.stringify(folder)
    throw new CliError(`invalid output path: directory ${shown} does not exist`)
  }
  if ((await files.stat(path))?.kind !== 'device') return
  const shown = JSON.stringify(path)
  throw new CliError(
    `invalid output path: ${shown} must be a directory or a regular file: got a device`,
  )
}

/** Writes a file all at once: it has its name only when it is complete. @throws FileError */
export async function writeOutputFile(
  files: LocalFiles,
  path: string,
  content: ReadableStream<Uint8Array>,
) {
  const suffix = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  const temporary = joinPath(dirName(path), `.docker_temp_${suffix}`)
  try {
    await content.pipeTo(await files.create(temporary, { mode: 0o600 }))
    await files.rename(temporary, path)
  } catch (error) {
    await files.remove(temporary).catch(() => undefined)
    throw error
  }
}
