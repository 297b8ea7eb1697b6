/** Systems and architectures that a single word may be (containerd's `platforms` package). */
const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'dragonfly',
  'freebsd',
  'hurd',
  'illumos',
  'js',
  'linux',
  'nacl',
  'netbsd',
  'openbsd',
  'plan9',
  'solaris',
  'windows',
  'zos',
]
const ARCHITECTURES = [
  '386',
  'amd64',
  'amd64p32',
  'arm',
  'armbe',
  'arm64',
  'arm64be',
  'ppc64',
  'ppc64le',
  'loong64',
  'mips',
  'mipsle',
  'mips64',
  'mips64le',
  'mips64p32',
  'mips64p32le',
  'ppc',
  'riscv',
  'riscv64',
  's390',
  's390x',
  'sparc',
  'sparc64',
  'wasm',
]

/** The client's own, which a platform is taken to be where it names only half of one. */
const OWN = { system: 'linux', architecture: '386' }

/**
 * Reads `--platform` (`linux/386`, `linux`, `arm64`) into the form that the API takes.
 * @throws Error in containerd's words
 */
export function parsePlatform(text: string): string {
  const invalid = (reason: string) => new Error(`${reason}: invalid argument`)
  const shown = JSON.stringify(text)
  if (text.includes('*')) throw invalid(`${shown}: wildcards not yet supported`)
  const parts = text.split('/')
  const wrong = parts.find((part) => !/^[A-Za-z0-9_-]+$/.test(part))
  if (wrong !== undefined) {
    throw invalid(
      `${JSON.stringify(wrong)} is an invalid component of ${shown}: platform specifier component must match "^[A-Za-z0-9_-]+$"`,
    )
  }
  const [first = '', second, third] = parts
  if (parts.length > 3) throw invalid(`${shown}: cannot parse platform specifier`)
  if (second !== undefined) {
    return join([systemName(first), ...architectureNames(second, third ?? '')], third)
  }
  const system = systemName(first)
  if (SYSTEMS.includes(system)) return join([system, OWN.architecture])
  const names = architectureNames(first, '')
  if (!ARCHITECTURES.includes(names[0] ?? '')) {
    throw invalid(`${shown}: unknown operating system or architecture`)
  }
  return join([OWN.system, ...names])
}

function join([system = '', architecture = '', variant = '']: string[], asked?: string): string {
  const isDefault = architecture === 'arm' && variant === 'v7' && asked === undefined
  const shown = architecture === 'arm64' && variant === '' && asked !== undefined ? 'v8' : variant
  return [system, architecture, isDefault ? '' : shown].filter((part) => part !== '').join('/')
}

function systemName(text: string): string {
  const name = text.toLowerCase()
  return name === 'macos' ? 'darwin' : name
}

function architectureNames(text: string, variant: string): [name: string, variant: string] {
  const name = text.toLowerCase()
  const version = variant.toLowerCase()
  switch (name) {
    case 'i386':
      return ['386', '']
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return ['amd64', version === 'v1' ? '' : version]
    case 'aarch64':
    case 'arm64':
      return ['arm64', ['8', 'v8'].includes(version) ? '' : version]
    case 'armhf':
      return ['arm', 'v7']
    case 'armel':
      return ['arm', 'v6']
    case 'arm':
      if (version === '') return ['arm', 'v7']
      return ['arm', /^[5678]$/.test(version) ? `v${version}` : version]
    default:
      return [name, version]
  }
}
