import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openApt } from '../../docker/machine/build/apt.ts'
import { run } from '../../docker/machine/build/run.ts'
import { projectFolder } from '../../scripts/project.node.ts'

const cache = join(projectFolder, '.cache')

/**
 * The folder with the files of a package of Debian 12's, for this computer's architecture: downloaded, unpacked into
 * `.cache` and never installed.
 */
export async function unpackedPackage(name: string): Promise<string> {
  const folder = join(cache, name)
  if (existsSync(folder)) return folder
  const architecture = (await run('dpkg', ['--print-architecture'])).trim()
  const apt = await openApt(join(cache, 'apt-parity'), console.warn, architecture)
  const [deb] = await apt.download([name])
  if (!deb) throw new Error(`apt downloaded no ${name}`)
  const unpacked = `${folder}.${process.pid}`
  mkdirSync(unpacked, { recursive: true })
  await run('dpkg-deb', ['-x', deb.file, unpacked])
  rmSync(folder, { recursive: true, force: true })
  renameSync(unpacked, folder)
  return folder
}
