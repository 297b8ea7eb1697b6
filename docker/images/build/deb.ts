import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { unpackTree, type FileTree } from './tree.ts'

/** A Debian binary package, read. */
export interface Package {
  name: string
  version: string
  /** Source package and its version, which is where its licence's source offer points. */
  source: string
  sourceVersion: string
  files: FileTree
}

const LARGEST_TAR = 256 * 1024 * 1024

/**
 * Reads a `.deb` with `dpkg-deb`. The files' owners and modes come from the archive itself, so it
 * does not matter who runs this.
 */
export async function readPackage(file: string): Promise<Package> {
  const [tar, fields] = await Promise.all([
    dpkgDeb(['--fsys-tarfile', file]),
    dpkgDeb([
      '--show',
      '--showformat=${Package}\\t${Version}\\t${source:Package}\\t${source:Version}',
      file,
    ]),
  ])
  const [name, version, source, sourceVersion] = fields.toString('utf8').split('\t')
  if (!name || !version || !source || !sourceVersion) {
    throw new Error(`${file} is not a Debian package`)
  }
  return { name, version, source, sourceVersion, files: await unpackTree(tar) }
}

async function dpkgDeb(args: string[]): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: LARGEST_TAR } as const
  const { stdout } = await promisify(execFile)('dpkg-deb', args, options)
  return stdout
}
