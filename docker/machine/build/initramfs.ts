import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'

/** Paths of what goes into the machine's first root. */
export interface InitramfsParts {
  /** Folder with `init` and `etc/`. */
  guest: string
  busybox: string
  agent: string
  crun: string
  /** The first process of a container that wants one to reap its orphans (`docker run --init`). */
  init: string
  modules: string | undefined
}

/** Assembles the initramfs (an uncompressed `newc` archive) and returns its path. */
export async function buildInitramfs(parts: InitramfsParts, work: string): Promise<string> {
  const root = join(work, 'initramfs')
  rmSync(root, { recursive: true, force: true })
  for (const folder of ['bin', 'sbin']) mkdirSync(join(root, folder), { recursive: true })
  cpSync(parts.guest, root, { recursive: true })
  copyFileSync(parts.busybox, join(root, 'bin/busybox'))
  copyFileSync(parts.agent, join(root, 'sbin/agent'))
  copyFileSync(parts.crun, join(root, 'sbin/crun'))
  copyFileSync(parts.init, join(root, 'sbin/docker-init'))
  if (parts.modules) cpSync(parts.modules, join(root, 'modules'), { recursive: true })
  for (const program of ['init', 'bin/busybox', 'sbin/agent', 'sbin/crun', 'sbin/docker-init'])
    chmodSync(join(root, program), 0o755)
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  const archive = join(work, 'initramfs.cpio')
  await run(
    'cpio',
    ['--create', '--format=newc', '--owner=0:0', '--reproducible', '--quiet', '-O', archive],
    { cwd: root, input: names.join('\n') + '\n' },
  )
  return archive
}
