import { existsSync, readFileSync } from 'node:fs'
import { run } from '../../docker/machine/build/run.ts'
import { aptGet } from '../apt.node.ts'

/** What the build runs on this computer, as Debian packages. */
const TOOLS = [
  'cpio',
  'dpkg-dev',
  'gcc-i686-linux-gnu',
  'libc6-dev-i386-cross',
  'make',
  'pkg-config',
  'python3',
  'zstd',
]
/** What a kernel's build needs beyond that. */
const KERNEL_TOOLS = ['bc', 'bison', 'flex', 'gcc', 'libc6-dev', 'xz-utils']

/** What tests hold the engine, the images and the deck against, beyond a browser. */
const TEST_TOOLS = [
  'binutils',
  'bsdutils',
  'busybox-static',
  'podman',
  'poppler-utils',
  'runc',
  'skopeo',
  'umoci',
]

/** Whether this is Debian 12, whose packages the machine is made of. */
export function isDebian12(): boolean {
  if (!existsSync('/etc/os-release')) return false
  const text = readFileSync('/etc/os-release', 'utf8')
  return /^ID=debian$/m.test(text) && /^VERSION_ID="?12"?$/m.test(text)
}

/**
 * Installs the build's tools where they are missing, and names them before it does.
 * @throws when there is neither root nor sudo, or apt fails.
 */
export function installTools(kernel: boolean, onInstall: (message: string) => void): Promise<void> {
  return install(kernel ? [...TOOLS, ...KERNEL_TOOLS] : TOOLS, onInstall)
}

/**
 * Installs what the tests compare with, where it is missing.
 * @throws as {@link installTools} does.
 */
export function installTestTools(onInstall: (message: string) => void): Promise<void> {
  return install(TEST_TOOLS, onInstall)
}

async function install(
  wanted: readonly string[],
  onInstall: (message: string) => void,
): Promise<void> {
  const missing = await notInstalled(wanted)
  if (missing.length === 0) return
  onInstall(`Installing on this system, with apt: ${missing.join(' ')}`)
  const apt = (...args: string[]) => {
    const [program, ...line] = aptGet(...args)
    return run(program, line)
  }
  try {
    // A list that one mirror lacks for now does not stop the others' packages.
    await apt('update').catch(() => '')
    await apt('install', '--yes', '--no-install-recommends', ...missing)
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new Error(
      `These Debian packages are needed: ${missing.join(' ')}. Installing them failed: ${detail}`,
      { cause: error },
    )
  }
}

async function notInstalled(packages: readonly string[]): Promise<string[]> {
  const text = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n']).catch(
    () => '',
  )
  const installed = new Set(
    text.split('\n').flatMap((line) => {
      const [name, status] = line.split(' ')
      return name && status === 'installed' ? [name] : []
    }),
  )
  return packages.filter((name) => !installed.has(name))
}
