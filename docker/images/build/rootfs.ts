import { appletNames } from './applets.ts'
import type { IMAGES } from './contents.ts'
import { directory, parents, type FileEntry, type FileTree } from './tree.ts'

type ImageContents = (typeof IMAGES)[number]
/** The files of each package, by its name. */
type Packages = ReadonlyMap<string, FileTree>

const LICENSES = 'usr/share/common-licenses'

/**
 * The files that an image takes of its packages, with the copyright file of each package and the
 * licences it names, and what the packages' installation scripts would have made.
 *
 * @param below files of the images below, whose licences are not repeated.
 * @throws when a package, or a file that is to be taken of it, is missing.
 */
export function rootfs(
  { name, packages: contents }: ImageContents,
  packages: Packages,
  below: FileTree,
): FileTree {
  const tree: FileTree = new Map()
  for (const { package: from, take, leave = [] } of contents) {
    const files = packageNamed(packages, from)
    for (const wanted of [...take, `usr/share/doc/${from}/copyright`]) {
      const without = leave.filter((left) => !within(left, wanted))
      const found = [...files.values()].filter(
        ({ path }) => within(wanted, path) && !without.some((left) => within(left, path)),
      )
      if (found.length === 0) throw new Error(`${from} has no ${wanted}, which image ${name} needs`)
      for (const entry of found) add(tree, files, entry)
    }
  }
  addLicenses(tree, packageNamed(packages, 'base-files'), below)
  if (name === 'base') configureBase(tree, packages)
  if (name === 'lua') symlink(tree, 'usr/bin/lua', 'lua5.4', newest(tree))
  return tree
}

/** The newest file's time, in seconds since 1970. */
export function newest(tree: FileTree): number {
  return Math.max(0, ...Array.from(tree.values(), ({ mtime }) => mtime))
}

function packageNamed(packages: Packages, name: string): FileTree {
  const found = packages.get(name)
  if (!found) throw new Error(`the package ${name} is needed to build the images`)
  return found
}

function within(folder: string, path: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`)
}

function add(tree: FileTree, files: FileTree, entry: FileEntry): void {
  for (const parent of parents(entry.path)) {
    if (!tree.has(parent)) tree.set(parent, files.get(parent) ?? directory(parent, entry.mtime))
  }
  tree.set(entry.path, entry)
}

/** Debian's copyright files name the common licences instead of quoting them. */
function addLicenses(tree: FileTree, baseFiles: FileTree, below: FileTree): void {
  const texts = [...tree.values()].filter(({ path }) => path.endsWith('/copyright'))
  const wanted = texts.flatMap(({ data }) => {
    const text = Buffer.from(data ?? []).toString('utf8')
    return [...text.matchAll(/common-licenses\/([\w-]+(?:\.\d+)*)/g)].map(([, license]) => license)
  })
  for (let license = wanted.pop(); license !== undefined; license = wanted.pop()) {
    const entry = baseFiles.get(`${LICENSES}/${license}`)
    if (!entry) throw new Error(`base-files has no licence ${license}`)
    if (!below.has(entry.path)) add(tree, baseFiles, entry)
    if (entry.type === 'symlink') wanted.push(entry.target)
  }
}

/** What the installation scripts of base-files, base-passwd and busybox do on a new system. */
function configureBase(tree: FileTree, packages: Packages): void {
  const master = (from: string, source: string, path: string, edit = (text: string) => text) => {
    const entry = packageNamed(packages, from).get(`usr/share/${from}/${source}`)
    if (!entry) throw new Error(`${from} has no ${source}`)
    const data = Buffer.from(edit(Buffer.from(entry.data ?? []).toString('utf8')))
    tree.set(path, { ...entry, path, data })
  }
  master('base-files', 'profile', 'etc/profile')
  master('base-passwd', 'group.master', 'etc/group')
  master('base-passwd', 'passwd.master', 'etc/passwd', (text) =>
    // The image's shell is BusyBox's; a login must not end at a bash that is not there.
    text.replaceAll('/bin/bash', '/bin/sh'),
  )
  const time = newest(tree)
  for (const path of ['media', 'mnt', 'opt', 'srv', 'usr/local', 'usr/local/bin', 'usr/local/sbin'])
    tree.set(path, directory(path, time))
  tree.set('run/lock', directory('run/lock', time, 0o1777))
  symlink(tree, 'var/run', '/run', time)
  symlink(tree, 'var/lock', '/run/lock', time)

  const busybox = tree.get('bin/busybox')
  for (const applet of appletNames(busybox?.data ?? new Uint8Array())) {
    if (applet !== 'busybox') symlink(tree, `bin/${applet}`, 'busybox', time)
  }
}

function symlink(tree: FileTree, path: string, target: string, mtime: number): void {
  tree.set(path, { path, type: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime, target })
}
