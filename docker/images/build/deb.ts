import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { unpackTree, type FileTree } from './tree.ts'

const LARGEST_TAR = 256 * 1024 * 1024

/**
 * Reads the files of a `.deb` with `dpkg-deb`. Owners and modes come from the archive itself, so it does not matter
 * who runs this.
 */
export async function readPackage(file: string): Promise<FileTree> {
  const options = { encoding: 'buffer', maxBuffer: LARGEST_TAR } as const
  const { stdout } = await promisify(execFile)('dpkg-deb', ['--fsys-tarfile', file], options)
  return unpackTree(new Uint8Array(stdout))
}
