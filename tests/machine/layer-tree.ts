import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export const run = promisify(execFile)

const LONG_NAME = 'n'.repeat(255)
const LONG_PATH = Array.from({ length: 12 }, (_, depth) => `quite-a-long-folder-${depth}`).join('/')
const BIG = 30 * 1024 * 1024

/** Bytes that no compression makes smaller, the same each time. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; at += 32) {
    createHash('sha256').update(String(at)).digest().copy(bytes, at)
  }
  return bytes
}

/** A folder that is removed with {@link removeFolders}. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'layers-'))
  folders.push(folder)
  return folder
}

const folders: string[] = []

export async function removeFolders() {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
}

/** Makes files of every kind that a layer can have below `root`, in the folder `t`. */
export async function makeTree(root: string) {
  const at = (path: string) => join(root, 't', path)
  const put = async (path: string, content: string | Buffer) => {
    await mkdir(dirname(at(path)), { recursive: true })
    await writeFile(at(path), content)
  }
  await put('plain', 'plain\n')
  await put('empty', '')
  await put('big', noise(BIG))
  await put(LONG_NAME, 'a name of 255 bytes\n')
  await put(`${LONG_PATH}/${'f'.repeat(120)}`, 'deep\n')
  await put('ünï/cödé – 文', 'not ASCII\n')
  await put('links/first', 'shared\n')
  await link(at('links/first'), at('links/second'))
  await link(at('links/first'), at(`links/${'h'.repeat(150)}`))
  await symlink('first', at('links/relative'))
  await symlink('/etc/passwd', at('links/absolute'))
  await symlink(`../${LONG_PATH}/${'f'.repeat(120)}`, at('links/far'))
  await symlink('nowhere', at('links/dangling'))
  for (const [name, mode] of [
    ['setuid', 0o4755],
    ['setgid', 0o2755],
    ['secret', 0o600],
    ['nothing', 0o000],
  ] as const) {
    await put(name, name)
    await chmod(at(name), mode)
  }
  await mkdir(at('sticky'))
  await chmod(at('sticky'), 0o1777)
  await put('owned', 'owned\n')
  await chown(at('owned'), 12345, 2_000_000)
  await run('mknod', [at('null'), 'c', '1', '3'])
  await run('mknod', [at('disk'), 'b', '8', '17'])
  await run('mkfifo', [at('pipe')])
  await put('old', 'from 1971\n')
  await utimes(at('old'), 40_000_000, 40_000_000)
  await put('hidden/below', 'hidden by an opaque folder\n')
  await put('gone', 'taken away by a whiteout\n')
  await put('kind/file', 'a folder that becomes a file\n')
}

/** Packs a folder's content with GNU tar. @param format `gnu`, `pax` or `ustar` */
export async function packFolder(folder: string, format: string): Promise<Buffer> {
  const file = `${folder}.tar`
  const xattrs = ['--xattrs', '--xattrs-include=security.capability']
  await run('tar', ['-C', folder, `--format=${format}`, ...xattrs, '-cf', file, '.'])
  return readFile(file)
}

/**
 * Prints what can be said of each file in the folder: name, mode (hexadecimal) and owner; of files also the links to
 * them, size, time and, but for the big one, a digest; what links say; the numbers of devices. BusyBox's shell runs it as any other does.
 */
export const LISTING = String.raw`cd /t
each() { find . "$@" -print0 | sort -z; }
each -type d | xargs -0 stat -c '%n %f %u %g'
each -type f | xargs -0 stat -c '%n %f %u %g %h %s %Y'
each -type f -size -2000k | xargs -0 md5sum
each -type l | xargs -0 stat -c '%n %f %u %g'
find . -type l | sort | while read -r f; do echo "$f -> $(readlink "$f")"; done
for type in b c p; do each -type $type | xargs -0 stat -c '%n %f %u %g %t:%T'; done`

/** The same of a folder of this computer. */
export async function listingHere(root: string): Promise<string> {
  const script = LISTING.replace('/t', join(root, 't'))
  return (await run('sh', ['-c', script], { env: { ...process.env, LC_ALL: 'C' } })).stdout
}
