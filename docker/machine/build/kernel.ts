import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Apt, Deb } from './apt.ts'
import { run } from './run.ts'

/** A kernel for the machine. */
export interface Kernel {
  /** Path of the bzImage. */
  image: string
  /** Folder with the modules that init loads and `order`, their names in loading order; undefined where all is built in. */
  modules: string | undefined
  /** `uname -r` of it. */
  release: string
  /** The packages that it comes from. */
  packages: Deb[]
}

/** What the machine needs beyond the stock kernel's built-in drivers, in the order of dependence. */
const MODULES = [
  'virtio',
  'virtio_ring',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
  'overlay',
  'failover',
  'net_failover',
  'virtio_net',
  'llc',
  'stp',
  'bridge',
  'veth',
] as const

/** Debian's own i386 kernel, unchanged. */
export async function stockKernel(apt: Apt, work: string): Promise<Kernel> {
  const name = (await apt.depends('linux-image-686')).find((entry) =>
    entry.startsWith('linux-image-'),
  )
  if (!name) throw new Error('linux-image-686 depends on no kernel package')
  const packages = await apt.download([name])
  const folder = join(work, 'kernel')
  const modules = join(work, 'modules')
  for (const path of [folder, modules]) {
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path, { recursive: true })
  }
  for (const deb of packages) await run('dpkg-deb', ['-x', deb.file, folder])
  const release = name.replace('linux-image-', '')
  const found = readdirSync(join(folder, 'lib/modules', release), {
    recursive: true,
    withFileTypes: true,
  })
  for (const module of MODULES) {
    const file = found.find((entry) => entry.name === `${module}.ko`)
    if (!file) throw new Error(`${name} has no module ${module}`)
    copyFileSync(join(file.parentPath, file.name), join(modules, file.name))
  }
  writeFileSync(join(modules, 'order'), MODULES.join('\n') + '\n')
  return { image: join(folder, 'boot', `vmlinuz-${release}`), modules, release, packages }
}

/**
 * A small kernel from Debian's kernel source: no modules, no SMP, and only the drivers that the machine has.
 * It takes minutes, so it is kept in `work` and built again only when the source or the configuration changes.
 *
 * @param config file with the options over `tinyconfig`.
 */
export async function slimKernel(
  apt: Apt,
  work: string,
  config: string,
  log: string,
  onProgress: (doing: string) => void,
): Promise<Kernel> {
  const name = (await apt.depends('linux-source')).find((entry) => /^linux-source-/.test(entry))
  if (!name) throw new Error('linux-source depends on no kernel source package')
  const packages = await apt.download([name])
  const folder = join(work, 'slim-kernel')
  const image = join(folder, 'bzImage')
  const releaseFile = join(folder, 'release')
  const keyFile = join(folder, 'key')
  const key = createHash('sha256')
    .update(packages.map((deb) => deb.sha256).join())
    .update(readFileSync(config))
    .digest('hex')
  if (!existsSync(keyFile) || readFileSync(keyFile, 'utf8') !== key) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    onProgress('unpacking the kernel’s source')
    for (const deb of packages) await run('dpkg-deb', ['-x', deb.file, folder])
    const tree = join(folder, name)
    await run('tar', ['-xJf', join(folder, 'usr/src', `${name}.tar.xz`), '-C', folder])
    const options = { cwd: tree, log }
    const make = (...args: string[]) =>
      run('make', ['ARCH=i386', 'CROSS_COMPILE=i686-linux-gnu-', ...args], options)
    await make('tinyconfig')
    await run('scripts/kconfig/merge_config.sh', ['-m', '.config', config], options)
    await make('olddefconfig')
    onProgress('compiling the kernel (five to nine minutes on two cores)')
    await make(`-j${availableParallelism()}`, 'bzImage')
    copyFileSync(join(tree, 'arch/x86/boot/bzImage'), image)
    writeFileSync(releaseFile, (await make('-s', 'kernelrelease')).trim())
    rmSync(tree, { recursive: true, force: true })
    writeFileSync(keyFile, key)
  }
  return { image, modules: undefined, release: readFileSync(releaseFile, 'utf8'), packages }
}
